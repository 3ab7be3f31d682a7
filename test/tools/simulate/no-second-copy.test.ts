import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

type Module = Readonly<Record<string, unknown>>;

/** The simulator's result for one busy input: bodies over quota and brake, batches that run out of time. */
async function simulation(): Promise<string> {
  const { simulatedIngest } = await import('../../helpers/ingest-twins.ts');
  const { simulatedHandler } = await import('../../helpers/batch-twins.ts');
  const all = (events: number) => [0, 1, 2].map((type) => ({ type, events }));
  const ingests = [
    { bodies: Array.from({ length: 12 }, () => all(33)), gapMs: 0, callMs: 10, refused: [true, false, false], seed: 1 },
    { bodies: [[{ type: 0, events: 100 }]], gapMs: 0, callMs: 4_000, refused: [true], seed: 1 },
    { bodies: [[{ type: 1, events: 50 }]], gapMs: 0, callMs: 1, refused: [true], seed: 1 },
    { bodies: [[{ type: 2, events: 100 }]], gapMs: 0, callMs: 1, refused: [false], seed: 1 },
  ];
  const killed = (times: number) => Array.from({ length: times }, () => ({ records: 1, killed: true }));
  const [whole, alive] = [100, 1].map((records) => ({ records, killed: false }));
  const handlers = [
    [whole, ...killed(9), alive],
    [whole, ...killed(3), alive, ...killed(3), alive],
  ].map((batches) => ({ timeoutMs: 30_000, recordMs: 1_000, batches: batches.filter((each) => each !== undefined) }));
  return JSON.stringify([ingests.map(simulatedIngest), handlers.map(simulatedHandler)]);
}

/** Changes of a production rule: the module, and the exports that replace its own. */
const CHANGES: readonly [rule: string, module: string, change: (real: Module) => Module][] = [
  [
    'which events share an entry',
    'lambdas/ingest/pack-entries.ts',
    (real) => ({
      EntryPacker: class extends (real.EntryPacker as new () => { add(...given: unknown[]): boolean }) {
        override add(definition: object, ...rest: unknown[]): boolean {
          const narrow = this.narrowed.get(definition) ?? { ...definition, maxEventsPerEntry: 2 };
          this.narrowed.set(definition, narrow);
          return super.add(narrow, ...rest);
        }
        readonly narrowed = new Map<object, object>();
      },
    }),
  ],
  ['which types may be shed', 'lambdas/ingest/pack-entries.ts', () => ({ isSheddable: () => false })],
  [
    'what is shed',
    'lambdas/ingest/admission-gate.ts',
    (real) => ({
      AdmissionGate: class extends (real.AdmissionGate as new (...given: unknown[]) => object) {
        request() {
          return () => 5_000;
        }
      },
    }),
  ],
  [
    'which entries share a call',
    'lambdas/ingest/chunk-entries.ts',
    () => ({ chunkEntries: (_: unknown, positions: readonly number[]) => positions.map((position) => [position]) }),
  ],
  [
    'what a call’s answer says of an entry',
    'lambdas/ingest/judge-entry.ts',
    () => ({ judgeEntry: () => ({ outcome: 'publish_failed', uncertain: false, again: false }) }),
  ],
  ['how long a retry waits', 'lambdas/shared/backoff.ts', () => ({ backoffMs: () => 777 })],
  [
    'when publishing ends',
    'lambdas/ingest/publication.ts',
    (real) => ({
      Publication: class extends (real.Publication as new (...given: unknown[]) => { deadline: number }) {
        override deadline = 3_000;
      },
    }),
  ],
  ['how many events a player may send', 'lambdas/ingest/player-brake.ts', () => ({ eventsAllowed: () => 7 })],
  ['how long a braked player waits', 'lambdas/ingest/player-brake.ts', () => ({ waitForEventsMs: () => 123_456 })],
  ['what a player may send at once', 'lambdas/ingest/limits.ts', (real) => ({ ...real, PLAYER_BURST_EVENTS: 50 })],
  [
    'what a phone is answered',
    'lambdas/ingest/answer.ts',
    () => ({ resultOf: () => ({ outcome: 'throttled', retryAfterMs: 98_765 }) }),
  ],
  [
    'what work is begun',
    'lambdas/shared/batch/checkpoint.ts',
    (real) => ({
      Checkpoint: class extends (real.Checkpoint as new (length: number) => object) {
        notBegun(index: number): string | undefined {
          return index > 3 ? 'OutOfTime' : undefined;
        }
      },
    }),
  ],
  [
    'what a batch answers',
    'lambdas/shared/batch/checkpoint.ts',
    () => ({ batchAnswer: () => ({ batchItemFailures: [{ itemIdentifier: 'another' }] }) }),
  ],
  ['how much time a handler keeps', 'core/handler-limits.ts', () => ({ STOP_BEFORE_TIMEOUT_MS: 20_000 })],
  [
    'whether time is left',
    'lambdas/shared/deadline.ts',
    () => ({
      Deadline: class {
        begin() {}
        leaves() {
          return false;
        }
      },
    }),
  ],
  ['which record is a suspect', 'lambdas/shared/batch/suspect.ts', () => ({ isSuspect: () => false })],
  ['when a record is given up', 'lambdas/shared/batch/suspect.ts', () => ({ isGivenUp: (begun: number) => begun > 1 })],
  ['which count is taken back', 'lambdas/shared/batch/suspect.ts', () => ({ isTakenBack: () => false })],
];

afterEach(() => {
  for (const [, module] of CHANGES) vi.doUnmock(path.join(ROOT, module));
  vi.resetModules();
});

let before: string;
beforeAll(async () => {
  before = await simulation();
  vi.resetModules();
});

describe('a rule that production changes', () => {
  it.each(CHANGES)('changes the simulator too: %s', async (_rule, module, change) => {
    const file = path.join(ROOT, module);
    const real = await vi.importActual<Module>(file);
    vi.doMock(file, () => ({ ...real, ...change(real) }));
    expect(await simulation()).not.toBe(before);
  });
});

describe('the simulator’s sources', () => {
  const sources = readdirSync(path.join(ROOT, 'tools/simulate'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(path.join(ROOT, 'tools/simulate', file), 'utf8') }));
  const RULES = ['lambdas/ingest', 'lambdas/shared', 'lambdas/shared/batch'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((file) => file.endsWith('.ts') && file !== 'handler.ts')
      .map((file) => path.join(ROOT, folder, file)),
  );
  const declared = /^(?:export )?(?:const|function|class) (\w+)/gm;
  /** Names of production's exports, and of its limits. */
  const rules = /^(?:export (?:const|function|class) (\w+)|const ([A-Z][A-Z_]+[A-Z]))/gm;
  const names = new Set(
    [...RULES, path.join(ROOT, 'core/handler-limits.ts')].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(rules)].map(([, exported, limit = '']) => exported ?? limit),
    ),
  );

  it('declare nothing with the name of one of production’s rules or limits', () => {
    expect(names.has('CALLS_AT_ONCE') && names.has('EntryPacker') && names.has('LAST_ATTEMPT')).toBe(true);
    const copies = sources.flatMap(({ file, text }) =>
      [...text.matchAll(declared)].flatMap(([, name = '']) => (names.has(name) ? [`${file}: ${name}`] : [])),
    );
    expect(copies).toEqual([]);
  });
});
