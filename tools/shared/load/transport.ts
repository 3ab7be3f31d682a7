import type { Phone } from './fleet.ts';

/** One request of a phone. */
export interface LoadRequest {
  readonly body: string;
  readonly token: string;
  readonly apiKey: string;
  readonly gzip: boolean;
  /** Whether the connection is closed after the answer, so that the next request has to open one. */
  readonly closesConnection: boolean;
}

/** What came back: an answer with its whole body, or why there was none. */
export type LoadAnswer =
  | { readonly status: number; readonly body: string }
  | { readonly status?: never; readonly failure: string };

/** Sends requests; in tests and simulations something else than HTTP. */
export interface Transport {
  /** `done` is called at most once, and never before this returns. @returns gives the request up: `done` is not called any more */
  send(request: LoadRequest, done: (answer: LoadAnswer) => void): () => void;
  /** Asks for something that a phone looks at. `done` is called at most once, and never before this returns. @param path below the API's address */
  get(path: string, phone: Phone, done: (answer: LoadAnswer) => void): void;
  close(): void;
}
