import { headerOf } from './header-of.ts';

/** The `Authorization` header of a request. */
export function authorizationOf(headers: Readonly<Record<string, string | undefined>> | null): string | undefined {
  return headerOf(headers, 'authorization');
}
