import { hash } from 'node:crypto';
import type { Random } from '../../../core/random.ts';

/** Creates a version 4 UUID from the injected random numbers. */
export function uuid(random: Random): string {
  let digits = '';
  for (let index = 0; index < 32; index += 1) {
    if (index === 8 || index === 12 || index === 16 || index === 20) digits += '-';
    if (index === 12) digits += '4';
    else if (index === 16) digits += '89ab'[Math.floor(random.unit() * 4)];
    else digits += '0123456789abcdef'[Math.floor(random.unit() * 16)];
  }
  return digits;
}

/** Derives a UUID from a text: the same text always gives the same UUID, without random numbers. */
export function uuidOf(text: string): string {
  return hash('sha256', text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
