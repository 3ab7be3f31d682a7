import { validation } from './errors.ts';

/*
 * DynamoDB's numbers: decimal, up to 38 significant digits, 1E-130 to 9.99…E+125 in magnitude, text on the wire.
 * Their canonical form here is plain notation without leading or trailing zeros, as DynamoDB returns them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
 */
const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,13})$/;

/** @throws ServiceError ValidationException if `text` is not a number, or not one that DynamoDB can store */
export function canonicalNumber(text: string): string {
  return SMALL_INTEGER.test(text) ? text : canonicalDecimal(text);
}

function canonicalDecimal(text: string): string {
  const match = NUMBER.exec(text.trim());
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole.length + fraction.length === 0) {
    const shown = text === '' ? '' : `: ${text}`;
    throw validation(`The parameter cannot be converted to a numeric value${shown}`);
  }
  const all = `${whole}${fraction}`;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  if (digits === '') return '0';
  const leadingZeros = all.length - all.replace(/^0+/, '').length;
  const exponent = Number(match[4] ?? 0) + whole.length - leadingZeros - 1;
  if (exponent > MAX_EXPONENT) {
    throw validation('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (exponent < MIN_EXPONENT) {
    throw validation('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  if (digits.length > MAX_DIGITS) {
    throw validation('Attempting to store more than 38 significant digits in a Number');
  }
  return (match[1] === '-' ? '-' : '') + plain(digits, exponent);
}

/** Formats `digits`, with the point after the first one, times 10^`exponent`, without an exponent. */
function plain(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** A canonical number of at most so many characters has at most 15 digits: each is a distinct double, in order. */
const EXACT_CHARACTERS = 15;

/** Returns a number below 0, 0 or above 0: `left` is less than, equal to or more than `right`. Both are canonical. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  const difference = Number(left) - Number(right);
  if (difference !== 0 || (left.length <= EXACT_CHARACTERS && right.length <= EXACT_CHARACTERS)) return difference;
  const negative = left.startsWith('-');
  if (negative !== right.startsWith('-')) return negative ? -1 : 1;
  return negative ? compareMagnitudes(right.slice(1), left.slice(1)) : compareMagnitudes(left, right);
}

function compareMagnitudes(left: string, right: string): number {
  const difference = wholeLength(left) - wholeLength(right);
  if (difference !== 0) return difference;
  return left < right ? -1 : left > right ? 1 : 0;
}

function wholeLength(magnitude: string): number {
  const point = magnitude.indexOf('.');
  return point === -1 ? magnitude.length : point;
}

/** Adds two canonical numbers exactly. @throws ServiceError ValidationException if DynamoDB cannot store the sum */
export function addNumbers(left: string, right: string): string {
  if (SMALL_INTEGER.test(left) && SMALL_INTEGER.test(right)) return String(Number(left) + Number(right));
  const scale = Math.max(fractionLength(left), fractionLength(right));
  const sum = scaled(left, scale) + scaled(right, scale);
  const text = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  const point = text.length - scale;
  return canonicalNumber(`${sum < 0n ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`);
}

export function negated(number: string): string {
  if (number === '0') return number;
  return number.startsWith('-') ? number.slice(1) : `-${number}`;
}

function fractionLength(number: string): number {
  const point = number.indexOf('.');
  return point === -1 ? 0 : number.length - point - 1;
}

function scaled(number: string, scale: number): bigint {
  return BigInt(number.replace('.', '') + '0'.repeat(scale - fractionLength(number)));
}

const ZERO = 48; // '0'
const NINE = 57;

/** Counts the significant digits of a canonical number: from the first that is not 0 to the last. */
export function significantDigits(number: string): number {
  let count = 0;
  let zeros = 0;
  for (let index = 0; index < number.length; index += 1) {
    const code = number.charCodeAt(index);
    if (code < ZERO || code > NINE) continue;
    if (code === ZERO) {
      if (count > 0) zeros += 1;
    } else {
      count += zeros + 1;
      zeros = 0;
    }
  }
  return count;
}
