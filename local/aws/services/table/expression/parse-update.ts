import type { Assigned, DocumentPath, Operand, Parsed, Update, ValueOperand } from './syntax-tree.ts';
import { TokenReader } from './token-reader.ts';

const FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append']);
const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Section = (typeof SECTIONS)[number];

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export function parseUpdate(text: string): Parsed<Update> {
  const reader = new TokenReader(text, 'UpdateExpression', FUNCTIONS);
  const set: { path: DocumentPath; value: Assigned }[] = [];
  const remove: { path: DocumentPath }[] = [];
  const add: { path: DocumentPath; value: ValueOperand }[] = [];
  const deleted: { path: DocumentPath; value: ValueOperand }[] = [];
  const clauses: Readonly<Record<Section, () => void>> = {
    SET: () => {
      const path = reader.path();
      reader.expect('=');
      set.push({ path, value: assigned(reader) });
    },
    REMOVE: () => remove.push({ path: reader.path() }),
    ADD: () => add.push({ path: reader.path(), value: reader.value() }),
    DELETE: () => deleted.push({ path: reader.path(), value: reader.value() }),
  };
  const seen = new Set<Section>();
  do {
    const section = SECTIONS.find((name) => reader.keyword(name));
    if (section === undefined) throw reader.unexpected();
    if (seen.has(section)) {
      throw reader.invalid(`The "${section}" section can only be used once in an update expression;`);
    }
    seen.add(section);
    do {
      reader.countOperator();
      clauses[section]();
    } while (reader.symbol(','));
  } while (reader.peek().kind !== 'end');
  return reader.finish({ set, remove, add, delete: deleted });
}

/** Parses the value of SET. Parentheses may enclose the whole value, and each operand once: `((c[1]) + (b.a))`. */
function assigned(reader: TokenReader): Assigned {
  if (!reader.symbol('(')) return sum(reader, operand(reader));
  const isEnclosed = reader.peek().text === '(';
  const inner = sum(reader, enclosedOperand(reader));
  reader.expect(')');
  return inner.kind === 'sum' || isEnclosed ? inner : sum(reader, inner);
}

function sum(reader: TokenReader, left: Operand): Assigned {
  const sign = reader.symbol('+') ? '+' : reader.symbol('-') ? '-' : undefined;
  if (sign === undefined) return left;
  reader.countOperator();
  return { kind: 'sum', sign, left, right: enclosedOperand(reader) };
}

function enclosedOperand(reader: TokenReader): Operand {
  const read = reader.enclosedOperand();
  checkCall(reader, read);
  return read;
}

function operand(reader: TokenReader): Operand {
  const read = reader.operand();
  checkCall(reader, read);
  return read;
}

/** Checks a call: both functions have two operands; the first of `if_not_exists` is a document path. */
function checkCall(reader: TokenReader, read: Operand): void {
  if (read.kind !== 'call') return;
  if (read.operands.length !== 2) {
    throw reader.invalid(
      `Incorrect number of operands for operator or function; operator or function: ${read.name}, number of operands: ${read.operands.length}`,
    );
  }
  if (read.name === 'if_not_exists' && read.operands[0]?.kind !== 'path') {
    throw reader.invalid('Operator or function requires a document path; operator or function: if_not_exists');
  }
  for (const operand of read.operands) checkCall(reader, operand);
}
