import type { EventResult } from '../../client/events.ts';

export interface ApiAccess {
  /** The API's URL, up to but without `/v1`. */
  readonly endpoint: string;
  readonly apiKey: string;
  readonly token: (player: string, role?: string) => Promise<string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the body.
  readonly body: any;
}

export interface RequestOptions {
  readonly method?: string;
  readonly role?: string;
  /** An object is sent as JSON, a string or bytes as they are. */
  readonly body?: unknown;
  /** Over the usual ones; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** The HTTP API as its users speak it. */
export interface Api {
  /** A request below `/v1/`, as `player`. */
  request(player: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** `POST /v1/events`: the results, in the order sent. */
  send(player: string, events: readonly unknown[]): Promise<readonly EventResult[]>;
  createHunt(huntId: string, definition: object): Promise<void>;
}

export function apiOf({ endpoint, apiKey, token }: ApiAccess): Api {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (player: string, role: string | undefined): Promise<string> => {
    const key = `${player} ${role}`;
    const known = tokens.get(key) ?? token(player, role);
    tokens.set(key, known);
    return known;
  };
  const request: Api['request'] = async (player, path, { method, role, body, headers = {} } = {}) => {
    const all = {
      'x-api-key': apiKey,
      authorization: `Bearer ${await tokenOf(player, role)}`,
      'content-type': 'application/json',
      ...headers,
    };
    const response = await fetch(`${endpoint}/v1/${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined),
      ...(body === undefined ? {} : { body: asBody(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    request,
    async send(player, events) {
      const { status, body } = await request(player, 'events', { body: { events } });
      if (body?.results === undefined) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return body.results;
    },
    async createHunt(huntId, definition) {
      const { status, body } = await request('organiser', `hunts/${huntId}`, {
        method: 'PUT',
        role: 'organiser',
        body: definition,
      });
      if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    },
  };
}

function asBody(body: unknown): string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body);
}

/** The JSON that a GET of `url` answers. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the body.
export async function getJson(url: string): Promise<any> {
  return (await fetch(url)).json();
}
