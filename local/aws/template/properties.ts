import { InputError } from '../../../core/errors.ts';
import { isObject, type JsonObject } from '../services/operation.ts';

/** Reads a resource's resolved properties; every error names the resource and the property. */
export class Properties {
  readonly #where: string;
  readonly #values: JsonObject;

  /** @param where for messages, such as `resource Table (AWS::DynamoDB::Table)` */
  constructor(where: string, values: JsonObject) {
    this.#where = where;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.#values[name];
  }

  all(): JsonObject {
    return this.#values;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#fail(name, 'a text');
  }

  optionalText(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : this.#fail(name, 'a text');
  }

  /** CloudFormation accepts a number as text too. */
  optionalNumber(name: string): number | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    const number = Number(value);
    return Number.isNaN(number) ? this.#fail(name, 'a number') : number;
  }

  number(name: string, otherwise: number): number {
    return this.optionalNumber(name) ?? otherwise;
  }

  flag(name: string, otherwise = false): boolean {
    const value = this.#values[name];
    return value === undefined ? otherwise : value === true || value === 'true';
  }

  texts(name: string): string[] {
    return this.#list(name).map(String);
  }

  object(name: string): Properties {
    const value = this.#values[name];
    if (value !== undefined && !isObject(value)) return this.#fail(name, 'an object');
    return new Properties(`${this.#where}: ${name}`, value ?? {});
  }

  objects(name: string): Properties[] {
    return this.#list(name).map((item, index) => {
      if (!isObject(item)) return this.#fail(`${name}[${index}]`, 'an object');
      return new Properties(`${this.#where}: ${name}[${index}]`, item);
    });
  }

  /** @throws InputError if one of the properties is set: it changes behaviour and has no local model */
  refuse(...names: readonly string[]): void {
    for (const name of names) {
      if (this.has(name)) this.#fail(name, 'nothing: the local runtime has no model of it');
    }
  }

  #list(name: string): readonly unknown[] {
    const value = this.#values[name];
    if (value === undefined) return [];
    return Array.isArray(value) ? value : this.#fail(name, 'a list');
  }

  /** @throws InputError */
  fail(name: string, allowed: string): never {
    return this.#fail(name, allowed);
  }

  #fail(name: string, allowed: string): never {
    throw new InputError({
      input: `template, ${this.#where}: ${name}`,
      received: this.#values[name],
      allowed,
      remedy: 'Correct the construct that creates this resource.',
    });
  }
}
