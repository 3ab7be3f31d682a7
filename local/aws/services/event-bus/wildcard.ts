import type { TextTest } from './letter-case.ts';

/**
 * Compiles a wildcard pattern: `*` matches any characters, `\*` an asterisk, `\\` a backslash.
 * @returns `undefined` for what EventBridge refuses: two wildcards in a row, and a backslash before another character
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching
 */
export function compileWildcard(operand: string): TextTest | undefined {
  const parts = literalParts(operand);
  if (parts === undefined) return undefined;
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => matchesParts(text, first, rest, last);
}

/** Splits a pattern into the texts between its wildcards. */
function literalParts(operand: string): readonly string[] | undefined {
  const parts = [''];
  for (let at = 0; at < operand.length; at += 1) {
    let character = operand.charAt(at);
    if (character === '*') {
      if (operand.charAt(at + 1) === '*') return undefined;
      parts.push('');
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = operand.charAt(at);
      if (character !== '*' && character !== '\\') return undefined;
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}

/** Finds the parts from left to right, in linear time for any pattern. */
function matchesParts(text: string, first: string, middle: readonly string[], last: string): boolean {
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of middle) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
