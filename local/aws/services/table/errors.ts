import { ServiceError } from '../service-error.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** Builds the many errors whose AWS message begins like this. */
export function invalidParameter(detail: string): ServiceError {
  return validation(`One or more parameter values were invalid: ${detail}`);
}

/** Builds the error of a member that breaks a constraint of the API's shape. `received`: `null` or the value's text. */
export function constraint(received: unknown, member: string, rule: string): ServiceError {
  const shown = received === undefined || received === null ? 'null' : `'${String(received)}'`;
  return validation(
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}

/** Builds the error for a feature of DynamoDB that has no local model, so that it never gets a wrong answer. */
export function notModelled(what: string, remedy: string): ServiceError {
  return validation(`not implemented by the local runtime: ${what}. ${remedy}`);
}
