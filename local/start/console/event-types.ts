import { catalog } from '../../../catalog/index.ts';
import { isObject } from '../../aws/services/operation.ts';
import type { EventField, EventForm } from './console-state.ts';

/** The form of each event type: its fields by its schema, filled with its example. */
export function eventForms(): readonly EventForm[] {
  return catalog
    .filter(({ retired }) => !retired)
    .map(({ type, dataSchema, example }) => ({ type, fields: fieldsOf(dataSchema, isObject(example) ? example : {}) }));
}

function fieldsOf(schema: unknown, example: Readonly<Record<string, unknown>>): readonly EventField[] {
  const { properties, required } = isObject(schema) ? schema : {};
  const mandatory = new Set(Array.isArray(required) ? required.map(String) : []);
  return Object.entries(isObject(properties) ? properties : {}).map(([name, field]): EventField => {
    const { type, minimum, maximum, maxLength } = isObject(field) ? field : {};
    const kind = type === 'number' || type === 'integer' ? 'number' : type === 'string' ? 'text' : 'json';
    const value = example[name];
    return {
      name,
      kind,
      required: mandatory.has(name),
      value: value === undefined ? '' : kind === 'json' ? JSON.stringify(value) : String(value),
      ...(typeof minimum === 'number' && { minimum }),
      ...(typeof maximum === 'number' && { maximum }),
      ...(typeof maxLength === 'number' && { maxLength }),
    };
  });
}

/** A type's example as data of a hunt. @param huntId of the hunt that runs @default the example's */
export function exampleOf(type: unknown, huntId: string | undefined): unknown {
  const example = catalog.find((each) => each.type === type)?.example;
  return isObject(example) && 'huntId' in example && huntId !== undefined ? { ...example, huntId } : example;
}
