import type { Api } from '../../../../local/aws/services/api/check-input.ts';
import type { JsonObject } from '../../../../local/aws/services/operation.ts';

/** Lists the differences of an answer from AWS's model: missing members, unknown members, other types. */
export function differences({ model }: Api, shapeName: string | undefined, value: unknown, at = ''): string[] {
  const shape = model.shapes[shapeName ?? ''];
  if (shape === undefined || value === undefined) return [];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  switch (shape.type) {
    case 'structure': {
      if (!isObject) return [`${at} is no structure`];
      const missing = (shape.required ?? []).filter((name) => (value as JsonObject)[name] === undefined);
      return [
        ...missing.map((name) => `${at}.${name} is missing`),
        ...Object.entries(value).flatMap(([name, member]) =>
          shape.members?.[name] === undefined
            ? [`${at}.${name} is no member`]
            : differences({ model } as Api, shape.members[name], member, `${at}.${name}`),
        ),
      ];
    }
    case 'list':
      if (!Array.isArray(value)) return [`${at} is no list`];
      return value.flatMap((element) => differences({ model } as Api, shape.member, element, `${at}[]`));
    case 'map':
      if (!isObject) return [`${at} is no map`];
      return Object.values(value).flatMap((member) => differences({ model } as Api, shape.value, member, `${at}{}`));
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    case 'string':
    case 'blob': {
      if (typeof value !== 'string') return [`${at} is no text`];
      const isKnown = shape.enum === undefined || shape.enum.includes(value);
      return isKnown ? [] : [`${at} is ${value}, none of ${shape.enum?.join(', ')}`];
    }
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? [] : [`${at} is no whole number`];
    default:
      return typeof value === 'number' ? [] : [`${at} is no number`];
  }
}
