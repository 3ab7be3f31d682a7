/** The AWS name of an error. The only thing of an error that is logged: messages may quote what a player sent. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
