import { validation } from '../errors.ts';
import { isReserved } from './reserved-words.ts';
import type { CallOperand, DocumentPath, Operand, Parsed, PathStep, ValueOperand } from './syntax-tree.ts';
import { syntaxError, type Token, tokenize } from './tokens.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_OPERATORS = 300;

/** Reads the parts of every grammar: symbols, words, document paths, placeholders and operands. */
export class TokenReader {
  readonly label: string;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #names = new Set<string>();
  readonly #values = new Set<string>();
  readonly #nested = new Set<string>();
  readonly #functions: ReadonlySet<string>;
  #next = 0;
  #operators = 0;
  #reserved: string | undefined;

  /** @param functions of this grammar */
  constructor(text: string, label: string, functions: ReadonlySet<string>) {
    this.label = label;
    this.#text = text;
    this.#tokens = tokenize(text, label);
    this.#functions = functions;
  }

  /** Ends the parsing with its result. @throws ServiceError ValidationException if text remains */
  finish<Tree>(tree: Tree): Parsed<Tree> {
    if (this.peek().kind !== 'end') throw this.unexpected();
    if (this.#reserved !== undefined) {
      throw this.invalid(`Attribute name is a reserved keyword; reserved keyword: ${this.#reserved}`);
    }
    return { tree, names: this.#names, values: this.#values, nested: this.#nested };
  }

  peek(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('a token list always has its end');
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  /** Reads the symbol, if it is next. */
  symbol(symbol: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== 'symbol' || text !== symbol) return false;
    this.#next += 1;
    return true;
  }

  expect(symbol: string): void {
    if (!this.symbol(symbol)) throw this.unexpected();
  }

  isKeyword(keyword: string): boolean {
    const { kind, text } = this.peek();
    return kind === 'word' && text.toUpperCase() === keyword;
  }

  /** Reads the keyword in any case, if it is next. */
  keyword(keyword: string): boolean {
    if (!this.isKeyword(keyword)) return false;
    this.#next += 1;
    return true;
  }

  unexpected(): Error {
    return syntaxError(this.#text, this.label, this.#tokens, this.#next);
  }

  invalid(detail: string): Error {
    return validation(`Invalid ${this.label}: ${detail}`);
  }

  countOperator(): void {
    this.#operators += 1;
    if (this.#operators > MAX_OPERATORS) {
      throw this.invalid(`The expression contains too many operators; operator count: ${this.#operators}`);
    }
  }

  path(): DocumentPath {
    const steps: PathStep[] = [this.#attributeName()];
    for (;;) {
      if (this.symbol('.')) {
        steps.push(this.#attributeName());
      } else if (this.symbol('[')) {
        if (this.peek().kind !== 'number') throw this.unexpected();
        steps.push(Number(this.take().text));
        this.expect(']');
      } else {
        if (steps.length > 1) this.#nested.add(String(steps[0]));
        return steps;
      }
    }
  }

  #attributeName(): string {
    const { kind, text } = this.peek();
    if (kind === 'name') this.#names.add(text);
    else if (kind !== 'word') throw this.unexpected();
    else if (isReserved(text)) this.#reserved ??= text;
    this.#next += 1;
    return text;
  }

  value(): ValueOperand {
    const { kind, text } = this.peek();
    if (kind !== 'value') throw this.unexpected();
    this.#values.add(text);
    this.#next += 1;
    return { kind: 'value', name: text };
  }

  /** Reads a document path, a value's placeholder or a function call. */
  operand(): Operand {
    const token = this.peek();
    if (token.kind === 'value') return this.value();
    const following = this.#tokens[this.#next + 1];
    if (token.kind === 'word' && following?.kind === 'symbol' && following.text === '(') return this.#call();
    return { kind: 'path', path: this.path() };
  }

  /** Reads an operand, with or without parentheses. */
  enclosedOperand(): Operand {
    if (!this.symbol('(')) return this.operand();
    const operand = this.operand();
    this.expect(')');
    return operand;
  }

  #call(): CallOperand {
    const name = this.take().text;
    if (!this.#functions.has(name)) throw this.invalid(`Invalid function name; function: ${name}`);
    this.countOperator();
    this.expect('(');
    const operands: Operand[] = [this.enclosedOperand()];
    while (this.symbol(',')) operands.push(this.enclosedOperand());
    this.expect(')');
    return { kind: 'call', name, operands };
  }
}
