import { validation } from '../errors.ts';

export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[=<>()[\],.+-]))/y;
const KINDS = ['word', 'name', 'value', 'number', 'symbol'] as const;

/** Largest expression. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_EXPRESSION_BYTES = 4_096;

/** @param label the expression's name in AWS's errors, such as `ConditionExpression` */
export function tokenize(text: string, label: string): readonly Token[] {
  const bytes = Buffer.byteLength(text);
  if (text.trim() === '') throw validation(`Invalid ${label}: The expression can not be empty;`);
  if (bytes > MAX_EXPRESSION_BYTES) {
    throw validation(
      `Invalid ${label}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
    );
  }
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match === null) break;
    const group = match.findIndex((part, index) => index > 0 && part !== undefined);
    const kind = KINDS[group - 1] ?? 'symbol';
    const part = match[group] ?? '';
    tokens.push({ kind, text: part, start: TOKEN.lastIndex - part.length, end: TOKEN.lastIndex });
    position = TOKEN.lastIndex;
  }
  const rest = text.slice(position).trimStart();
  if (rest !== '') {
    const start = text.length - rest.length;
    const unknown: Token = { kind: 'symbol', text: rest.charAt(0), start, end: start + 1 };
    throw syntaxError(text, label, [...tokens, unknown], tokens.length);
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

/** Builds AWS's syntax error, which shows the token and its neighbours. */
export function syntaxError(text: string, label: string, tokens: readonly Token[], index: number): Error {
  const token = tokens[index];
  const start = tokens[index - 1]?.start ?? token?.start ?? 0;
  const end = tokens[index + 1]?.end ?? token?.end ?? text.length;
  return validation(
    `Invalid ${label}: Syntax error; token: "${token?.text ?? '<EOF>'}", near: "${text.slice(start, end)}"`,
  );
}
