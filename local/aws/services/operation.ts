import { ServiceError } from './service-error.ts';

/** A request or answer of an AWS API as JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An AWS operation: its input as parsed JSON, its output as an object (or a promise if the operation waits). */
export type Operation = (input: JsonObject) => unknown;

/** A service's operations by their AWS names. */
export type Operations = Readonly<Record<string, Operation>>;

/** @throws ServiceError ValidationException if the member is missing or not a string */
export function requiredText(input: JsonObject, name: string): string {
  const value = input[name];
  if (typeof value === 'string') return value;
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected: Value ${value === undefined ? 'null' : JSON.stringify(value)} at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

export function optionalNumber(input: JsonObject, name: string): number | undefined {
  const value = input[name];
  return typeof value === 'number' ? value : undefined;
}

/** Returns the list member `name`, whose elements are objects; a missing list is empty. */
export function objectList(input: JsonObject, name: string): readonly JsonObject[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
