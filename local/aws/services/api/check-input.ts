import { isObject, type JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { ApiModel, Shape } from './model.ts';
import { type AcceptedMember, acceptedMembers, type ServiceParameters } from './parameters.ts';

/** A service's API for the checks of its inputs. */
export interface Api {
  /** The name in messages, such as `Kinesis`. */
  readonly name: string;
  readonly model: ApiModel;
  readonly parameters: ServiceParameters;
  /** Shapes that the service itself checks. @default none */
  readonly readByService?: readonly string[];
  /** AWS's names of the errors. @default those of most services */
  readonly refusals?: Partial<Refusals>;
}

interface Refusals {
  /** A required member is missing. @default 'ValidationException' */
  readonly missing: string;
  /** A value is out of bounds. @default 'ValidationException' */
  readonly invalid: string;
  /** AWS has the parameter, but it has no effect here. @default as for a value out of bounds */
  readonly unserved: string;
}

interface Problem {
  readonly kind: 'missing' | 'invalid' | 'type' | 'unserved';
  /** Names from the input's member inwards. */
  readonly path: readonly string[];
  readonly value?: unknown;
  readonly rule?: string;
}

type Check = (value: unknown) => Problem | undefined;

/** Checks an input of `operation` before any of it takes effect. @throws ServiceError */
export type InputCheck = (operation: string, input: JsonObject) => void;

/**
 * Creates a check of inputs by AWS's model of the API: types, required members, lengths, ranges and enumerations. Also
 * checks that each parameter has an effect here, or is listed as inert.
 */
export function inputCheck(api: Api): InputCheck {
  const checks = new Map<string, Check>();
  return (operation, input) => {
    let check = checks.get(operation);
    if (check === undefined) {
      check = compileOperation(api, operation);
      checks.set(operation, check);
    }
    const problem = check(input);
    if (problem !== undefined) throw refusal(api, operation, problem);
  };
}

function compileOperation({ model, parameters, readByService = [] }: Api, operation: string): Check {
  const shape = model.operations[operation]?.input;
  const accepted = parameters[operation];
  if (shape === undefined || accepted === undefined) return () => undefined;
  const whole = new Map<string, Check>();
  const compile = (name: string, node: AcceptedMember): Check => {
    if (node.members !== undefined) return build(name, node);
    const known = whole.get(name);
    if (known !== undefined) return known;
    // The variable is assigned later, because a shape may contain itself.
    let check: Check | undefined;
    whole.set(name, (value) => check?.(value));
    check = build(name, node);
    whole.set(name, check);
    return check;
  };
  const build = (name: string, node: AcceptedMember): Check => {
    const described = model.shapes[name];
    if (described === undefined || readByService.includes(name)) return () => undefined;
    return compileShape(described, node, compile);
  };
  return compile(shape, acceptedMembers(accepted));
}

type Compile = (shape: string, node: AcceptedMember) => Check;

function compileShape(shape: Shape, node: AcceptedMember, compile: Compile): Check {
  switch (shape.type) {
    case 'structure':
      return structureCheck(shape, node, compile);
    case 'list':
      return listCheck(shape, compile(shape.member ?? '', node));
    case 'map':
      return mapCheck(shape, compile(shape.value ?? '', node));
    case 'string':
    case 'character':
      return textCheck(shape);
    case 'blob':
      return blobCheck(shape);
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? undefined : wrongType(value, 'a boolean'));
    case 'integer':
    case 'long':
      return numberCheck(shape, Number.isInteger, 'a whole number');
    case 'timestamp':
      return numberCheck(shape, Number.isFinite, 'a time in seconds since the epoch');
    case 'float':
    case 'double':
      return numberCheck(shape, Number.isFinite, 'a number');
  }
}

function structureCheck({ members = {}, required = [] }: Shape, node: AcceptedMember, compile: Compile): Check {
  const checks = new Map<string, Check>();
  for (const [name, shape] of Object.entries(members)) {
    const accepted = node.members === undefined ? {} : node.members.get(name);
    if (accepted !== undefined) checks.set(name, compile(shape, accepted));
  }
  return (value) => {
    if (!isObject(value)) return wrongType(value, 'an object');
    for (const name of required) {
      if (value[name] === undefined || value[name] === null) return { kind: 'missing', path: [name] };
    }
    for (const name in value) {
      const member = value[name];
      if (member === undefined || member === null) continue;
      const check = checks.get(name);
      if (check === undefined) return { kind: 'unserved', path: [name] };
      const problem = check(member);
      if (problem !== undefined) return within(name, problem);
    }
    return undefined;
  };
}

function listCheck({ min = 0, max = Number.POSITIVE_INFINITY }: Shape, check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return wrongType(value, 'a list');
    if (value.length < min || value.length > max) return outOfBounds(`[${value.length} members]`, 'length', min, max);
    for (let index = 0; index < value.length; index += 1) {
      const problem = check(value[index]);
      if (problem !== undefined) return within(String(index + 1), within('member', problem));
    }
    return undefined;
  };
}

function mapCheck({ min = 0, max = Number.POSITIVE_INFINITY }: Shape, check: Check): Check {
  return (value) => {
    if (!isObject(value)) return wrongType(value, 'an object');
    const keys = Object.keys(value);
    if (keys.length < min || keys.length > max) return outOfBounds(`{${keys.length} members}`, 'length', min, max);
    for (const key of keys) {
      const problem = check(value[key]);
      if (problem !== undefined) return within(key, within('member', problem));
    }
    return undefined;
  };
}

function textCheck({ min = 0, max = Number.POSITIVE_INFINITY, enum: options }: Shape): Check {
  return (value) => {
    if (typeof value !== 'string') return wrongType(value, 'a string');
    if (options !== undefined && !options.includes(value)) {
      return { kind: 'invalid', path: [], value, rule: `satisfy enum value set: [${options.join(', ')}]` };
    }
    return value.length < min || value.length > max ? outOfBounds(value, 'length', min, max) : undefined;
  };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function blobCheck({ min = 0, max = Number.POSITIVE_INFINITY }: Shape): Check {
  return (value) => {
    if (typeof value !== 'string') return wrongType(value, 'base64 text');
    if (value.length % 4 !== 0 || !BASE64.test(value)) return { kind: 'type', path: [], value, rule: 'base64 text' };
    const bytes = Buffer.byteLength(value, 'base64');
    return bytes < min || bytes > max ? outOfBounds(`[${bytes} bytes]`, 'length', min, max) : undefined;
  };
}

function numberCheck(
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Shape,
  is: (value: number) => boolean,
  what: string,
): Check {
  return (value) => {
    if (typeof value !== 'number' || !is(value)) return wrongType(value, what);
    return value < min || value > max ? outOfBounds(value, 'value', min, max) : undefined;
  };
}

function wrongType(value: unknown, expected: string): Problem {
  return { kind: 'type', path: [], value, rule: expected };
}

function outOfBounds(value: unknown, what: 'length' | 'value', min: number, max: number): Problem {
  const bounds = [
    ...(Number.isFinite(max) ? [`less than or equal to ${max}`] : []),
    ...(Number.isFinite(min) ? [`greater than or equal to ${min}`] : []),
  ];
  return { kind: 'invalid', path: [], value, rule: `have ${what} ${bounds.join(' and ')}` };
}

function within(name: string, problem: Problem): Problem {
  return { ...problem, path: [name, ...problem.path] };
}

const MAX_SHOWN_CHARACTERS = 100;

function refusal({ name, refusals = {} }: Api, operation: string, { kind, path, value, rule }: Problem): ServiceError {
  const { missing = 'ValidationException', invalid = 'ValidationException', unserved = invalid } = refusals;
  const at = path.map((step) => step.charAt(0).toLowerCase() + step.slice(1)).join('.');
  const failed = (shown: string, bound: string) =>
    `1 validation error detected: Value ${shown} at '${at}' failed to satisfy constraint: Member must ${bound}`;
  switch (kind) {
    case 'missing':
      return new ServiceError(missing, failed('null', 'not be null'));
    case 'invalid':
      return new ServiceError(invalid, failed(`'${shownOf(value)}'`, rule ?? ''));
    case 'type':
      return new ServiceError(
        'SerializationException',
        `${path.join('.') || 'The input'} must be ${rule}, not ${shownOf(value)}.`,
      );
    case 'unserved':
      return new ServiceError(
        unserved,
        `not implemented by the local runtime: ${name}.${operation} with ${path.filter((step) => !/^(member|\d+)$/.test(step)).join('.')}`,
      );
  }
}

function shownOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}
