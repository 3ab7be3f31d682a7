import { Ajv, type Options } from 'ajv';
import type { TSchema } from 'typebox';
import type { Validate } from './definition.ts';
import { explain } from './explain.ts';
import { MAX_LENGTH } from './max-length.ts';
import { TIMESTAMP } from './timestamp.ts';

/** Options for the validators compiled here and for those that the bundler compiles ahead of time: they must agree. */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ strict: true, strictTypes: true, unicodeRegExp: true, ...options });
  ajv.addFormat('date-time', TIMESTAMP);
  ajv.removeKeyword(MAX_LENGTH.keyword as string);
  ajv.addKeyword(MAX_LENGTH);
  return ajv;
}

/**
 * A validator that is compiled at its first use. It takes 62 ms, which the bundles do not pay at start-up (ADR 0003).
 */
export function lazyValidator(schema: TSchema): Validate {
  let validate: ReturnType<Ajv['compile']> | undefined;
  return (value) => {
    validate ??= compile(schema);
    return validate(value) ? undefined : explain(validate.errors, value);
  };
}

let compiler: Ajv | undefined;

/** One Ajv compiles all: each compiles its own meta-schema first, which takes longer than a schema of ours. */
function compile(schema: TSchema): ReturnType<Ajv['compile']> {
  compiler ??= createAjv();
  const compiled = compilable(schema);
  const validate = compiler.compile(compiled);
  // It would keep every schema that it has ever seen.
  compiler.removeSchema(compiled);
  return validate;
}

/** A schema as JSON, without TypeBox's own markers. */
export function plain(schema: TSchema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema));
}

/**
 * A schema in the form that Ajv compiles: without `type` next to `const` or `enum`, which are more specific. Ajv stops
 * at the first keyword that fails, and "must be string" would not tell a client the allowed texts.
 */
export function compilable(schema: TSchema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    const isListed = typeof value?.type === 'string' && ('const' in value || Array.isArray(value.enum));
    if (!isListed) return value;
    const { type: _type, ...rest } = value;
    return rest;
  });
}
