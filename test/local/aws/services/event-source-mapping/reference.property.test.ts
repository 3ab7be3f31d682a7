import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILED, mapped } from '../../../../helpers/mapped-function.ts';

/** Number of invocations that fail because of the record before it is processed. */
type Failures = number | 'endless';

interface Given {
  readonly records: readonly { readonly key: number; readonly failures: Failures }[];
  /** Pause before the next records are written. */
  readonly pauseMs: number;
}

interface Settings {
  readonly batchSize: number;
  readonly parallelizationFactor: number;
  readonly bisectBatchOnError: boolean;
  readonly maximumRetryAttempts: number;
  /** Whether the function reports the record that failed, or fails as a whole. */
  readonly reports: boolean;
}

const KEYS = 5;
const given: fc.Arbitrary<Given[]> = fc.array(
  fc.record({
    records: fc.array(
      fc.record({
        key: fc.integer({ min: 0, max: KEYS - 1 }),
        failures: fc.oneof(
          { weight: 6, arbitrary: fc.constant<Failures>(0) },
          { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) },
          { weight: 1, arbitrary: fc.constant<Failures>('endless') },
        ),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    pauseMs: fc.integer({ min: 0, max: 900 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const settings: fc.Arbitrary<Settings> = fc.record({
  batchSize: fc.integer({ min: 1, max: 9 }),
  parallelizationFactor: fc.integer({ min: 1, max: 4 }),
  bisectBatchOnError: fc.boolean(),
  maximumRetryAttempts: fc.integer({ min: 0, max: 3 }),
  reports: fc.boolean(),
});

/** Returns the record at which a batch fails next, if any, and counts the failure for that record. */
function failureOf(failuresOf: (text: string) => Failures): (batch: readonly string[]) => number | undefined {
  const failed = new Map<string, number>();
  return (batch) => {
    const at = batch.findIndex((text) => {
      const failures = failuresOf(text);
      return failures === 'endless' || (failed.get(text) ?? 0) < failures;
    });
    const text = batch[at];
    if (text === undefined) return undefined;
    failed.set(text, (failed.get(text) ?? 0) + 1);
    return at;
  };
}

interface Ends {
  readonly processed: string[];
  readonly discarded: string[];
}

/** The reference: processes one batch, without time, lanes and pauses. */
function runBatch(
  batch: readonly string[],
  failure: ReturnType<typeof failureOf>,
  chosen: Settings,
  ends: Ends,
  retries = 0,
): void {
  const failedAt = failure(batch);
  if (failedAt === undefined) {
    ends.processed.push(...batch);
  } else if (chosen.reports && failedAt > 0) {
    ends.processed.push(...batch.slice(0, failedAt));
    runBatch(batch.slice(failedAt), failure, chosen, ends);
  } else if (chosen.bisectBatchOnError && batch.length > 1) {
    const middle = Math.ceil(batch.length / 2);
    runBatch(batch.slice(0, middle), failure, chosen, ends, retries);
    runBatch(batch.slice(middle), failure, chosen, ends, retries);
  } else if (retries < chosen.maximumRetryAttempts) {
    runBatch(batch, failure, chosen, ends, retries + 1);
  } else {
    ends.discarded.push(...batch);
  }
}

/** Returns the first invocation of each batch: its records were in no earlier invocation. */
function firstBatches(invocations: readonly { readonly texts: readonly string[] }[]): (readonly string[])[] {
  const seen = new Set<string>();
  return invocations.flatMap(({ texts }) => {
    const isFirst = !seen.has(texts[0] ?? '');
    for (const text of texts) seen.add(text);
    return isFirst ? [texts] : [];
  });
}

interface Planted {
  /** Settings and records that the mapping gets instead of the reference's. */
  readonly settings?: Partial<Settings>;
  readonly partitionKey?: (key: number, text: string) => string;
  /** Position that the function reports as failed. */
  readonly reported?: (failedAt: number) => number;
}

/** Writes the records, runs the mapping for a day, and compares the end of each record with the reference. */
function check(bursts: readonly Given[], chosen: Settings, planted: Planted = {}): void {
  const failures = new Map<string, Failures>();
  const keys = new Map<string, number>();
  const failure = failureOf((text) => failures.get(text) ?? 0);
  const { reports, ...mappingSettings } = { ...chosen, ...planted.settings };
  const { reported = (at) => at, partitionKey = (key) => `key-${key}` } = planted;
  const real = mapped(mappingSettings, ({ texts, sequenceNumbers }) => {
    // A checkpoint never moves back: processed records are not invoked again.
    const done = new Set([...real.processed, ...real.discarded.flatMap(real.textsOf)]);
    expect(texts.filter((text) => done.has(text))).toEqual([]);
    const at = failure(texts);
    if (at === undefined) return null;
    return reports ? { batchItemFailures: [{ itemIdentifier: sequenceNumbers[reported(at)] }] } : FAILED;
  });
  for (const [burst, { records, pauseMs }] of bursts.entries()) {
    for (const [index, { key, failures: count }] of records.entries()) {
      const text = `${burst}.${index} of ${key}`;
      failures.set(text, count);
      keys.set(text, key);
      real.put(partitionKey(key, text), text);
    }
    real.scheduler.advance(pauseMs);
  }
  real.scheduler.advance(12 * 3_600_000);

  // Timing decides which records form a batch, so the batches come from the mapping and their end from the reference.
  const ends: Ends = { processed: [], discarded: [] };
  const again = failureOf((text) => failures.get(text) ?? 0);
  for (const batch of firstBatches(real.invocations)) runBatch(batch, again, chosen, ends);
  const discarded = real.discarded.flatMap(real.textsOf);
  expect(real.processed.toSorted()).toEqual(ends.processed.toSorted());
  expect(discarded.toSorted()).toEqual(ends.discarded.toSorted());
  const all = [...keys.keys()];
  expect([...real.processed, ...discarded].toSorted()).toEqual(all.toSorted());
  expect(Math.max(...real.invocations.map(({ texts }) => texts.length))).toBeLessThanOrEqual(chosen.batchSize);
  for (let key = 0; key < KEYS; key += 1) {
    const processed = real.processed.filter((text) => keys.get(text) === key);
    expect(processed).toEqual(all.filter((text) => processed.includes(text)));
  }
}

describe('a stream and its mapping, compared with a reference', () => {
  it('process or discard every record once, by the settings and in the order of each key', () => {
    fc.assert(
      fc.property(given, settings, (bursts, chosen) => check(bursts, chosen)),
      { numRuns: 200 },
    );
  });

  const faults: Readonly<Record<string, Planted>> = {
    'one more retry': { settings: { maximumRetryAttempts: 4 } },
    'a batch that is never halved': { settings: { bisectBatchOnError: false } },
    'a batch larger than allowed': { settings: { batchSize: 10 } },
    'records of one key in several lanes': { partitionKey: (_key, text) => text },
    'a checkpoint behind the record that failed': { reported: (at) => at + 1 },
  };
  it.each(Object.entries(faults))('finds a planted fault: %s', (_fault, planted) => {
    const property = fc.property(given, settings, (bursts, chosen) => check(bursts, chosen, planted));
    expect(fc.check(property, { numRuns: 300, seed: 7 }).failed).toBe(true);
  });
});
