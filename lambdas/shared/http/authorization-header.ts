import { headerOf } from './header-of.ts';

export function authorizationOf(headers: Readonly<Record<string, string | undefined>> | null): string | undefined {
  return headerOf(headers, 'authorization');
}
