import type { CallOperand, Comparator, Condition, Operand, Parsed } from './syntax-tree.ts';
import { TokenReader } from './token-reader.ts';

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** Functions that return a boolean, with the number of their operands; only `size` returns a value. */
const TESTS = { attribute_exists: 1, attribute_not_exists: 1, attribute_type: 2, begins_with: 2, contains: 2 } as const;
const FUNCTIONS: ReadonlySet<string> = new Set([...Object.keys(TESTS), 'size']);

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
export function parseCondition(text: string, label: string): Parsed<Condition> {
  const reader = new TokenReader(text, label, FUNCTIONS);
  const condition = asCondition(reader, disjunction(reader));
  return reader.finish(condition);
}

/** During parsing, an expression in parentheses may be either. */
type Term = Condition | Operand;

function disjunction(reader: TokenReader): Term {
  let left = conjunction(reader);
  while (reader.keyword('OR')) {
    reader.countOperator();
    left = { kind: 'or', left: asCondition(reader, left), right: asCondition(reader, conjunction(reader)) };
  }
  return left;
}

function conjunction(reader: TokenReader): Term {
  let left = negation(reader);
  while (reader.keyword('AND')) {
    reader.countOperator();
    left = { kind: 'and', left: asCondition(reader, left), right: asCondition(reader, negation(reader)) };
  }
  return left;
}

function negation(reader: TokenReader): Term {
  if (!reader.keyword('NOT')) return comparison(reader);
  reader.countOperator();
  return { kind: 'not', condition: asCondition(reader, negation(reader)) };
}

function comparison(reader: TokenReader): Term {
  const left = primary(reader);
  if (!isOperand(left)) return left;
  const token = reader.peek();
  if (token.kind === 'symbol' && COMPARATORS.has(token.text)) {
    reader.take();
    reader.countOperator();
    const right = operandOf(reader);
    return { kind: 'compare', comparator: token.text as Comparator, left: asOperand(reader, left), right };
  }
  if (reader.keyword('BETWEEN')) {
    reader.countOperator();
    const low = operandOf(reader);
    if (!reader.keyword('AND')) throw reader.unexpected();
    return { kind: 'between', operand: asOperand(reader, left), low, high: operandOf(reader) };
  }
  if (reader.keyword('IN')) {
    reader.countOperator();
    reader.expect('(');
    const candidates = [operandOf(reader)];
    while (reader.symbol(',')) candidates.push(operandOf(reader));
    reader.expect(')');
    return { kind: 'in', operand: asOperand(reader, left), candidates };
  }
  return left;
}

function primary(reader: TokenReader): Term {
  if (!reader.symbol('(')) return reader.operand();
  const doubled = reader.peek().text === '(';
  const inner = disjunction(reader);
  const redundant = doubled && reader.peek().text === ')' && wrapped.has(inner);
  reader.expect(')');
  if (redundant) throw reader.invalid('The expression has redundant parentheses;');
  wrapped.add(inner);
  return inner;
}

/** Terms in parentheses, to detect a second pair around them. */
const wrapped = new WeakSet<Term>();

function operandOf(reader: TokenReader): Operand {
  const term = primary(reader);
  if (!isOperand(term)) throw reader.unexpected();
  return asOperand(reader, term);
}

function isOperand(term: Term): term is Operand {
  return term.kind === 'path' || term.kind === 'value' || term.kind === 'call';
}

/** In a comparison, only `size` is an allowed function. */
function asOperand(reader: TokenReader, operand: Operand): Operand {
  if (operand.kind === 'call') {
    if (operand.name !== 'size') throw misused(reader, operand.name);
    requireOperands(reader, operand, 1);
    if (operand.operands[0]?.kind !== 'path') throw needsPath(reader, 'size');
  }
  return operand;
}

function asCondition(reader: TokenReader, term: Term): Condition {
  if (!isOperand(term)) return term;
  if (term.kind !== 'call') throw reader.unexpected();
  if (!Object.hasOwn(TESTS, term.name)) throw misused(reader, term.name);
  requireOperands(reader, term, TESTS[term.name as keyof typeof TESTS]);
  for (const operand of term.operands) {
    if (operand.kind === 'call' && operand.name !== 'size') throw misused(reader, operand.name);
  }
  if (term.operands[0]?.kind !== 'path' && term.name.startsWith('attribute_')) throw needsPath(reader, term.name);
  return { kind: 'test', call: term };
}

function requireOperands(reader: TokenReader, call: CallOperand, count: number): void {
  if (call.operands.length === count) return;
  throw reader.invalid(
    `Incorrect number of operands for operator or function; operator or function: ${call.name}, number of operands: ${call.operands.length}`,
  );
}

function misused(reader: TokenReader, name: string): Error {
  return reader.invalid(`The function is not allowed to be used this way in an expression; function: ${name}`);
}

function needsPath(reader: TokenReader, name: string): Error {
  return reader.invalid(`Operator or function requires a document path; operator or function: ${name}`);
}
