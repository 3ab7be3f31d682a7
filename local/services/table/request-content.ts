import { canonicalNumber } from './decimal.ts';

/**
 * A request's content, whatever way it is written: texts are equal where requests are. Members of objects and elements
 * of sets have no order, `1` and `1.0` are one number, bytes are equal to their base64, and a member that is `null` or
 * undefined is none. Lists keep their order. The request has been read and found valid.
 */
export function requestContent(request: unknown): string {
  return JSON.stringify(canonical(request));
}

function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (value instanceof Set) return [...value].map(canonical);
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  const only = members.length === 1 ? members[0] : undefined;
  const attribute = only === undefined ? undefined : attributeContent(...only);
  if (attribute !== undefined) return attribute;
  // Pairs and not an object: names such as `__proto__` or `1` would not keep their place in one.
  return members.map(([name, member]) => [name, canonical(member)]).sort(byName);
}

function byName([one]: readonly unknown[], [other]: readonly unknown[]): number {
  return String(one) < String(other) ? -1 : 1;
}

/**
 * An attribute value whose content can be written in several ways. An attribute that merely is called `N` or `SS` has an
 * object below it, never text or a list.
 */
function attributeContent(type: string, value: unknown): readonly unknown[] | undefined {
  if (type === 'N' && typeof value === 'string') return [type, canonicalNumber(value)];
  if (type !== 'SS' && type !== 'NS' && type !== 'BS') return undefined;
  if (!Array.isArray(value) && !(value instanceof Set)) return undefined;
  const elements = [...value].map((element) => String(canonical(element)));
  return [type, elements.map((element) => (type === 'NS' ? canonicalNumber(element) : element)).sort()];
}
