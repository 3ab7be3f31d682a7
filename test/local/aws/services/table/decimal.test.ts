import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  negated,
  significantDigits,
} from '../../../../../local/aws/services/table/decimal.ts';

/** A number of up to 18 digits and any exponent that keeps sums within 38 digits, with its value times 10^20. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.integer({ min: -20, max: 0 }))
  .map(([digits, exponent]) => ({
    text: canonicalNumber(`${digits}E${exponent}`),
    scaled: digits * 10n ** BigInt(20 + exponent),
  }));

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number */
describe('decimal numbers', () => {
  it('are formatted without unnecessary zeros', () => {
    const forms = { '007': '7', '-0': '0', '1.50': '1.5', '1.5e3': '1500', '1E-3': '0.001', '+2.': '2', '.5': '0.5' };
    for (const [text, canonical] of Object.entries(forms)) expect(canonicalNumber(text)).toBe(canonical);
  });

  it('add and compare as exact fractions do', () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        expect(Math.sign(compareNumbers(left.text, right.text))).toBe(
          left.scaled < right.scaled ? -1 : left.scaled > right.scaled ? 1 : 0,
        );
        expect(addNumbers(left.text, right.text)).toBe(canonicalNumber(`${left.scaled + right.scaled}E-20`));
        expect(addNumbers(left.text, negated(left.text))).toBe('0');
      }),
    );
  });

  it('count as significant the digits from the first to the last that is not 0', () => {
    const counts = { '0': 0, '1200': 2, '-0.050': 1, '10.05': 4 };
    for (const [text, count] of Object.entries(counts)) expect(significantDigits(text)).toBe(count);
  });
});
