/** What the target of a fault names. */
export type FaultScope = 'entry' | 'rule' | 'shard' | 'function' | 'table' | 'archive';

interface KindFacts {
  readonly scope: FaultScope;
  /** What happens, in one line. */
  readonly does: string;
  /** Probability, if the fault does not set it. */
  readonly probability: number;
  /** Milliseconds of `by`, if the fault does not set it; `undefined`: the kind has no `by`. */
  readonly byMs?: number;
}

/** Every kind of fault, by its name in `--fault`. */
export const FAULT_KINDS = {
  'put-events-partial': {
    scope: 'entry',
    does: 'entries of PutEvents fail with InternalFailure or ThrottlingException, while other entries are accepted',
    probability: 0.2,
  },
  'put-events-throttled': {
    scope: 'entry',
    does: 'PutEvents requests are throttled: each entry fails with ThrottlingException',
    probability: 0.2,
  },
  'put-events-answer-lost': {
    scope: 'entry',
    does: 'the entries of a PutEvents request are published and its answer is lost',
    probability: 0.2,
  },
  'delivery-duplicated': {
    scope: 'rule',
    does: 'the bus delivers an event twice',
    probability: 0.2,
  },
  'delivery-delayed': {
    scope: 'rule',
    does: 'the bus delivers an event later, by `by`',
    probability: 1,
    byMs: 2_000,
  },
  'delivery-reordered': {
    scope: 'rule',
    does: 'the bus delivers an event later, by a random part of `by`, so that later events overtake it',
    probability: 1,
    byMs: 500,
  },
  'target-denied': {
    scope: 'rule',
    does: "a rule may not write to its target: the event goes to the rule's dead-letter queue at once",
    probability: 1,
  },
  'shard-throttled': {
    scope: 'shard',
    does: 'a shard refuses a write, with the error for too high a rate',
    probability: 0.2,
  },
  'function-crash': {
    scope: 'function',
    does: "a function's environment ends in the middle of its work, at a random moment within `by` of its start",
    probability: 0.2,
    byMs: 20,
  },
  'function-timeout': {
    scope: 'function',
    does: 'an invocation never ends, before or after its effects; the timeout of the function ends it',
    probability: 0.05,
  },
  'function-slow': {
    scope: 'function',
    does: 'an invocation takes longer, by `by`',
    probability: 1,
    byMs: 1_000,
  },
  'function-answer-lost': {
    scope: 'function',
    does: 'an invocation has all of its effects, and its caller gets a failure',
    probability: 0.2,
  },
  'api-answer-lost': {
    scope: 'function',
    does: 'the answer of the API is lost after the function ran: the connection is closed',
    probability: 0.2,
  },
  'table-throttled': {
    scope: 'table',
    does: 'a table, or one of its indexes, refuses a read or write, with the error for too much throughput',
    probability: 0.1,
  },
  'table-answer-lost': {
    scope: 'table',
    does: 'a write to the table takes effect and its answer is lost, so that a retry finds its own item',
    probability: 0.1,
  },
  replay: {
    scope: 'archive',
    does: 'every event of the archive is sent once more, in any order; then the fault ends',
    probability: 1,
  },
} as const satisfies Readonly<Record<string, KindFacts>>;

export type FaultKind = keyof typeof FAULT_KINDS;

export function factsOf(kind: FaultKind): KindFacts {
  return FAULT_KINDS[kind];
}
