/** The AWS name of an error. Nothing else of an error is logged, because messages may quote what a player sent. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
