import type { Phone } from './fleet.ts';

/** One request of a phone. */
export interface LoadRequest {
  readonly body: string;
  readonly token: string;
  readonly apiKey: string;
  readonly gzip: boolean;
  /** Closes the connection after the answer, so that the next request must open one. */
  readonly closesConnection: boolean;
}

/** The result of a request: an answer with its whole body, or why there is none. */
export type LoadAnswer =
  | { readonly status: number; readonly body: string }
  | { readonly status?: never; readonly failure: string };

/** Sends requests; tests and simulations replace HTTP by something else. */
export interface Transport {
  /**
   * Sends a request. Calls `done` at most once, and never before this returns.
   * @returns a function that gives the request up: `done` is not called any more
   */
  send(request: LoadRequest, done: (answer: LoadAnswer) => void): () => void;
  /** Reads a resource. Calls `done` at most once, and never before this returns. @param path below the API's address */
  get(path: string, phone: Phone, done: (answer: LoadAnswer) => void): void;
  close(): void;
}
