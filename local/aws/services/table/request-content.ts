import { canonicalNumber } from './decimal.ts';

/**
 * Returns a request's content in a canonical form: equal texts mean equal requests. Members of objects and elements of
 * sets are sorted, `1` and `1.0` are the same number, bytes equal their base64, and a `null` or undefined member is
 * missing. Lists keep their order. The request must be valid.
 */
export function requestContent(request: unknown): string {
  if (typeof request === 'string') return textContent(request);
  if (request instanceof Uint8Array) return textContent(base64(request));
  if (Array.isArray(request)) return listContent(request.map(requestContent));
  if (typeof request !== 'object' || request === null) return String(request);
  return objectContent(request as Readonly<Record<string, unknown>>);
}

/** A text with its length in front needs no escapes. */
function textContent(text: string): string {
  return `${text.length}:${text}`;
}

function listContent(elements: readonly string[]): string {
  return `[${elements.join()}]`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function objectContent(object: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(object);
  const [only] = names;
  if (names.length === 1 && only !== undefined) {
    const attribute = attributeContent(only, object[only]);
    if (attribute !== undefined) return attribute;
  } else names.sort();
  let content = '{';
  for (const name of names) {
    const member = object[name];
    if (member !== undefined && member !== null) content += `${textContent(name)}=${requestContent(member)};`;
  }
  return `${content}}`;
}

/**
 * Returns the content of an attribute value that can be written in several ways. An attribute whose name happens to be
 * `N` or `SS` has an object below it, never text or a list.
 */
function attributeContent(type: string, value: unknown): string | undefined {
  if (type === 'N' && typeof value === 'string') return `N${canonicalNumber(value)}`;
  if (type !== 'SS' && type !== 'NS' && type !== 'BS') return undefined;
  if (!Array.isArray(value) && !(value instanceof Set)) return undefined;
  const elements = [...value].map((element) => {
    if (type === 'NS') return canonicalNumber(String(element));
    return textContent(element instanceof Uint8Array ? base64(element) : String(element));
  });
  return `${type}${listContent(elements.sort())}`;
}
