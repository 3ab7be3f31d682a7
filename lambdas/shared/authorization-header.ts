/** The `Authorization` header; names come as the client wrote them. */
export function authorizationOf(headers: Readonly<Record<string, string | undefined>> | null): string | undefined {
  const entry = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  return entry?.[1];
}
