import { Ajv, type Options } from 'ajv';
import type { TSchema } from 'typebox';
import type { Validate } from './definition.ts';
import { explain } from './explain.ts';
import { MAX_LENGTH } from './max-length.ts';
import { TIMESTAMP } from './timestamp.ts';

/** Shared by the validators compiled here and those that the bundler compiles ahead of time: they must agree. */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ strict: true, strictTypes: true, unicodeRegExp: true, ...options });
  ajv.addFormat('date-time', TIMESTAMP);
  ajv.removeKeyword(MAX_LENGTH.keyword as string);
  ajv.addKeyword(MAX_LENGTH);
  return ajv;
}

/** A validator compiled at its first use: 62 ms of start-up that the bundles do not pay (ADR 0003). */
export function lazyValidator(schema: TSchema): Validate {
  let validate: ReturnType<Ajv['compile']> | undefined;
  return (value) => {
    validate ??= createAjv().compile(compilable(schema));
    return validate(value) ? undefined : explain(validate.errors, value);
  };
}

/** A schema as JSON, without TypeBox's own markers. */
export function plain(schema: TSchema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema));
}

/**
 * A schema as Ajv compiles it: without `type` beside `const` or `enum`, which say more. Ajv stops at the first keyword
 * that fails, and "must be string" would keep from a client which texts there are.
 */
export function compilable(schema: TSchema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    const isListed = typeof value?.type === 'string' && ('const' in value || Array.isArray(value.enum));
    if (!isListed) return value;
    const { type: _type, ...rest } = value;
    return rest;
  });
}
