import type { Random } from '../../../core/random.ts';

/** A version 4 UUID from the injected randomness. */
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
