import { type Setting, setting } from './setting.ts';

/** A function's size. */
export interface FunctionSettings {
  /** 128–10,240 MB. */
  readonly memoryMb: Setting<number>;
  /** 1–900 s. */
  readonly timeoutSeconds: Setting<number>;
  /** Invocations at once, reserved from the account's quota; `undefined`: no reservation. */
  readonly reservedConcurrency: Setting<number | undefined>;
}

/** The functions behind the API. */
export const API_FUNCTIONS = ['authorize', 'ingest', 'query'] as const;
export type ApiFunction = (typeof API_FUNCTIONS)[number];

const NOT_RESERVED = setting(
  undefined,
  "None is reserved: the API's functions share what handlers leave of the account's quota, as requests need them.",
);

/** Sizes of the functions behind the API, the same in every stage. */
export const API_FUNCTION_SETTINGS: Readonly<Record<ApiFunction, FunctionSettings>> = {
  authorize: {
    memoryMb: setting(512, '512 MB: it checks a signature and keeps a few keys.'),
    timeoutSeconds: setting(5, '5 s: the issuer is asked for its keys, and a player waits for the answer.'),
    reservedConcurrency: NOT_RESERVED,
  },
  ingest: {
    memoryMb: setting(1_024, '1,024 MB is 0.58 of a vCPU: JSON of a hundred events does not dominate a request.'),
    timeoutSeconds: setting(
      10,
      "10 s, far below API Gateway's 29 s: a client that gives up must not race the publish it gave up on.",
    ),
    reservedConcurrency: NOT_RESERVED,
  },
  query: {
    memoryMb: setting(1_024, '1,024 MB is 0.58 of a vCPU: TLS and JSON of a leaderboard do not dominate a read.'),
    timeoutSeconds: setting(
      10,
      "10 s, far below API Gateway's 29 s: a slow table does not end an invocation, a hung call does.",
    ),
    reservedConcurrency: NOT_RESERVED,
  },
};

/** What of a planned reservation holds. @param reserves whether functions have reservations at all */
export function reservation(planned: Setting<number>, reserves: boolean): Setting<number | undefined> {
  return reserves
    ? planned
    : setting(undefined, "reservedConcurrency is off: the functions share the account's quota.");
}
