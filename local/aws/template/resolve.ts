import { InputError } from '../../../core/errors.ts';
import { isObject, type JsonObject } from '../services/operation.ts';
import type { Template } from './template.ts';

/** What a built resource gives to others. */
export interface Built {
  /** Value of `Ref`. */
  readonly ref: string;
  /** Values of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * Ends a creation that takes time; what refers to the resource is created after that. @default it is complete at once
   */
  readonly complete?: () => void;
}

export interface Scope {
  readonly template: Template;
  readonly built: ReadonlyMap<string, Built>;
  /** `AWS::Region`, `AWS::AccountId`, … */
  readonly pseudoParameters: Readonly<Record<string, string>>;
}

/** The value of the pseudo parameter that removes a property. */
const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Returns `value` with its intrinsic functions resolved.
 * @param path for messages, such as `resource Table: Properties.Name`
 * @throws InputError that names `path` if something cannot be resolved
 */
export function resolve(value: unknown, scope: Scope, path: string): unknown {
  const resolved = resolveValue(value, scope, path);
  return resolved === NO_VALUE ? undefined : resolved;
}

function resolveValue(value: unknown, scope: Scope, path: string): unknown {
  if (typeof value === 'string' && value.includes('{{resolve:'))
    throw unresolvable(path, value, 'no dynamic reference');
  if (Array.isArray(value)) {
    return value
      .map((item, index) => resolveValue(item, scope, `${path}[${index}]`))
      .filter((item) => item !== NO_VALUE);
  }
  if (!isObject(value)) return value;
  const [[name, argument] = [], ...more] = Object.entries(value);
  if (name !== undefined && more.length === 0 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    return resolveIntrinsic(name, argument, scope, path);
  }
  const resolved: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const result = resolveValue(inner, scope, `${path}.${key}`);
    if (result !== NO_VALUE) resolved[key] = result;
  }
  return resolved;
}

function resolveIntrinsic(name: string, argument: unknown, scope: Scope, path: string): unknown {
  const at = `${path}.${name}`;
  // The other branch of a condition may refer to a resource that does not exist.
  if (name === 'Fn::If') {
    const [condition, whenTrue, whenFalse] = asList(argument);
    return resolveValue(conditionHolds(String(condition), scope, at) ? whenTrue : whenFalse, scope, at);
  }
  if (name === 'Ref') return resolveReference(String(argument), scope, at);
  if (name === 'Condition') return conditionHolds(String(argument), scope, at);
  if (name === 'Fn::Sub') return resolveSubstitution(argument, scope, at);
  const given = resolveValue(argument, scope, at);
  const [first, second, third] = asList(given);
  switch (name) {
    case 'Fn::GetAtt': {
      const [logicalId, ...attribute] = typeof given === 'string' ? given.split('.') : [first, second];
      return attributeOf(String(logicalId), attribute.join('.'), scope, at);
    }
    case 'Fn::Join':
      return asList(second)
        .map((part) => asText(part, at))
        .join(asText(first, at));
    case 'Fn::Split':
      return asText(second, at).split(asText(first, at));
    case 'Fn::Select': {
      const selected = asList(second)[Number(first)];
      if (selected === undefined) throw unresolvable(at, given, 'an index within the list');
      return selected;
    }
    case 'Fn::FindInMap': {
      const top = scope.template.mappings[asText(first, at)];
      const inner = isObject(top) ? top[asText(second, at)] : undefined;
      const found = isObject(inner) ? inner[asText(third, at)] : undefined;
      if (found === undefined) throw unresolvable(at, given, "an entry of the template's Mappings");
      return found;
    }
    case 'Fn::Base64':
      return Buffer.from(asText(given, at)).toString('base64');
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${scope.pseudoParameters['AWS::Region']}${zone}`);
    case 'Fn::Equals':
      return first === second;
    case 'Fn::Not':
      return first !== true;
    case 'Fn::And':
      return asList(given).every((term) => term === true);
    case 'Fn::Or':
      return asList(given).some((term) => term === true);
    default:
      throw unresolvable(
        at,
        name,
        'Ref, Fn::GetAtt, Join, Sub, Select, Split, If, FindInMap, Base64, GetAZs and conditions',
      );
  }
}

function conditionHolds(name: string, scope: Scope, path: string): boolean {
  const condition = scope.template.conditions[name];
  if (condition === undefined) throw unresolvable(path, name, "a name of the template's Conditions");
  return resolveValue(condition, scope, `condition ${name}`) === true;
}

/** Returns whether a resource exists under its condition. */
export function exists(condition: string | undefined, scope: Scope, path: string): boolean {
  return condition === undefined || conditionHolds(condition, scope, path);
}

function resolveReference(name: string, scope: Scope, path: string): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const pseudo = scope.pseudoParameters[name];
  if (pseudo !== undefined) return pseudo;
  const parameter = scope.template.parameters[name];
  if (parameter !== undefined) return parameterValue(name, parameter, path);
  const built = scope.built.get(name);
  if (built !== undefined) return built.ref;
  throw unresolvable(path, name, 'a resource, a parameter or a pseudo parameter of the template');
}

function parameterValue(name: string, parameter: JsonObject, path: string): unknown {
  const value = parameter.Default;
  if (value === undefined) throw unresolvable(path, name, 'a parameter with a default');
  if (!String(parameter.Type).startsWith('AWS::SSM::Parameter')) return value;
  // CDK's own rules read this one parameter of Systems Manager. Any number above the one that they require is enough.
  if (String(value).startsWith('/cdk-bootstrap/')) return '30';
  throw unresolvable(path, name, 'no parameter of the Systems Manager but the CDK bootstrap version');
}

function attributeOf(logicalId: string, attribute: string, scope: Scope, path: string): string {
  const value = scope.built.get(logicalId)?.attributes[attribute];
  if (value !== undefined) return value;
  throw unresolvable(path, `${logicalId}.${attribute}`, 'an attribute that the local runtime knows');
}

/** Resolves `${Name}`, `${Name.Attribute}`, `${!Literal}`. With a list, the names of its second element win. */
function resolveSubstitution(argument: unknown, scope: Scope, path: string): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const names = isObject(given) ? given : {};
  return asText(text, path).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (Object.hasOwn(names, name)) return asText(resolveValue(names[name], scope, path), path);
    const [logicalId = '', ...attribute] = name.split('.');
    if (attribute.length > 0) return attributeOf(logicalId, attribute.join('.'), scope, path);
    return asText(resolveReference(name, scope, path), path);
  });
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw unresolvable(path, value, 'a text');
}

function unresolvable(path: string, received: unknown, allowed: string): InputError {
  return new InputError({
    input: `template, ${path}`,
    received,
    allowed,
    remedy:
      'The local runtime cannot resolve this reference; change the construct, or extend local/aws/template/resolve.ts.',
  });
}
