import type { JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { type Api, inputCheck } from './check-input.ts';
import type { ApiModel, Shape } from './model.ts';

/** A request of a REST API. */
export interface RestRequest {
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface RestAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** Text and bytes are sent unchanged, anything else as JSON. @default nothing */
  readonly body?: string | Buffer | JsonObject;
}

/** @param input members by their AWS names, from any part of the request, except a member that is the whole body */
export type RestOperation = (input: JsonObject, body: Buffer) => RestAnswer | Promise<RestAnswer>;

export type RestOperations = Readonly<Record<string, RestOperation>>;

/** Answers a request. @returns `undefined` if no operation of it is served here @throws ServiceError */
export type RestService = (request: RestRequest) => RestAnswer | Promise<RestAnswer> | undefined;

/** A REST API: finds the operation of a request by AWS's model, reads and checks its input, and performs it. */
export function restService(api: Api, operations: RestOperations): RestService {
  const routes = Object.entries(api.model.operations).flatMap(([name, { http }]) =>
    http === undefined ? [] : [routeOf(name, http, api.model)],
  );
  const check = inputCheck(api);
  return (request) => {
    for (const route of routes) {
      const labels = route.match(request);
      if (labels === undefined) continue;
      const { input, body } = readInput(route.shape, api.model, request, labels);
      check(route.name, input);
      return operations[route.name]?.(input, body);
    }
    return undefined;
  };
}

interface Route {
  readonly name: string;
  readonly shape: Shape | undefined;
  /** Returns the path's labels; `undefined` if the request is for another operation. */
  readonly match: (request: RestRequest) => Readonly<Record<string, string>> | undefined;
}

/** Query parameters that every operation accepts: the SDK's name of the operation, and a presigned signature. */
const ANY_QUERY = /^(x-id|x-amz-.*)$/i;

function routeOf(name: string, http: string, model: ApiModel): Route {
  const [method, uri = ''] = http.split(' ');
  const [template = '', fixedQuery = ''] = uri.split('?');
  const fixed = [...new URLSearchParams(fixedQuery)];
  const source = template.replace(/\/?\{(\w+)(\+?)\}/g, (_all, label: string, greedy: string) =>
    greedy === '' ? `/(?<${label}>[^/]+)` : `/(?<${label}>.+)`,
  );
  const pattern = new RegExp(`^${source === '/' ? '' : source}/?$`);
  const shape = model.shapes[model.operations[name]?.input ?? ''];
  const located = Object.values(shape?.locations ?? {});
  const allowed = new Set([
    ...fixed.map(([key]) => key),
    ...located.filter((place) => place.startsWith('querystring:')).map((place) => place.slice('querystring:'.length)),
  ]);
  return {
    name,
    shape,
    match: (request) => {
      if (request.method !== method) return undefined;
      const matched = pattern.exec(request.path);
      if (matched === null || !fixed.every(([key, value]) => request.query.get(key) === value)) return undefined;
      // Another name in the query means another operation, such as `?acl`.
      for (const key of request.query.keys()) if (!allowed.has(key) && !ANY_QUERY.test(key)) return undefined;
      return Object.fromEntries(
        Object.entries(matched.groups ?? {}).map(([label, text]) => [label, decodeURIComponent(text)]),
      );
    },
  };
}

function readInput(
  shape: Shape | undefined,
  model: ApiModel,
  { query, headers, body }: RestRequest,
  labels: Readonly<Record<string, string>>,
): { readonly input: JsonObject; readonly body: Buffer } {
  const input: Record<string, unknown> =
    shape?.payload !== undefined || body.length === 0 || shape === undefined ? {} : parsed(body);
  for (const [member, place] of Object.entries(shape?.locations ?? {})) {
    const colon = place.indexOf(':');
    const [kind, name] = [place.slice(0, colon), place.slice(colon + 1)];
    const value = kind === 'headers' ? withPrefix(headers, name) : textAt(kind, name, labels, query, headers);
    if (value !== undefined) input[member] = typed(value, model.shapes[shape?.members?.[member] ?? '']);
  }
  return { input, body };
}

function textAt(
  kind: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams,
  headers: RestRequest['headers'],
): string | undefined {
  if (kind === 'uri') return labels[name];
  if (kind === 'querystring') return query.get(name) ?? undefined;
  const header = headers[name.toLowerCase()];
  return typeof header === 'string' ? header : undefined;
}

/** Returns the headers that begin with `prefix`, without it; `undefined` if there are none. */
function withPrefix(headers: RestRequest['headers'], prefix: string): JsonObject | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}

/** Paths, queries and headers are text: converts their numbers and flags to the model's types. */
function typed(value: string | JsonObject, shape: Shape | undefined): unknown {
  if (typeof value !== 'string') return value;
  switch (shape?.type) {
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return value === '' || Number.isNaN(Number(value)) ? value : Number(value);
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'timestamp':
      return Date.parse(value) / 1_000;
    case 'list':
      return value.split(',');
    default:
      return value;
  }
}

function parsed(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
}
