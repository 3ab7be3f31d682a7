import { randomUUID } from 'node:crypto';

/** A name that no other test and no other run uses: the stack lives longer than both. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}
