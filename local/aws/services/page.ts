import type { ServiceError } from './service-error.ts';

export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** Token for the next page; `undefined` on the last page. */
  readonly next?: string;
}

/** Returns a page of a list. @param invalid creates the error for an unknown token */
export function pageOf<Item>(
  all: readonly Item[],
  size: number,
  token: string | undefined,
  invalid: () => ServiceError,
): ListPage<Item> {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(from) || from < 0 || (token !== undefined && from === 0)) throw invalid();
  const to = from + size;
  const items = all.slice(from, to);
  return to < all.length ? { items, next: Buffer.from(String(to)).toString('base64') } : { items };
}
