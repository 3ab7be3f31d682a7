import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Shard } from '../../../../../local/aws/services/stream/shard.ts';
import { mapped, START } from '../../../../helpers/mapped-function.ts';

const MIDDLE = `8${'0'.repeat(31)}`;

/** A record for a key, a change of the shards that a number selects, or a period of time. */
type Step =
  | { readonly kind: 'put'; readonly key: number }
  | { readonly kind: 'split' | 'merge'; readonly pick: number }
  | { readonly kind: 'wait'; readonly milliseconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('put' as const), key: fc.integer({ min: 0, max: 7 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('split' as const, 'merge' as const), pick: fc.nat(99) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.nat(40) }) },
);
const run = fc.tuple(
  fc.array(step, { minLength: 5, maxLength: 80 }),
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 3 }),
  fc.constantFrom('immediate' as const, 'aws' as const),
);

type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never;

/** Checks that each record is processed once, and those of a key in their order, for any changes of the shards. */
function check(
  [steps, batchSize, parallelizationFactor, poll]: Run,
  plant?: (chain: ReturnType<typeof mapped>) => void,
) {
  const chain = mapped({ batchSize, parallelizationFactor }, () => null, poll, 25);
  plant?.(chain);
  const { scheduler, stream, put, processed } = chain;
  const texts: string[] = [];
  for (const [index, current] of steps.entries()) {
    const shards = stream.openShards;
    if (current.kind === 'put') {
      texts.push(`${current.key} ${index}`);
      put(`key-${current.key}`, `${current.key} ${index}`);
    } else if (current.kind === 'wait') scheduler.advance(current.milliseconds);
    else if (current.kind === 'split') {
      const shard = shards[current.pick % shards.length];
      if (shard !== undefined) stream.halve(shard);
    } else if (shards.length > 1) {
      const at = current.pick % (shards.length - 1);
      const [one, other] = [shards[at], shards[at + 1]];
      if (one !== undefined && other !== undefined) stream.merge(one, other);
    }
  }
  scheduler.advance(600_000);
  expect([...processed].sort()).toEqual([...texts].sort());
  for (let key = 0; key <= 7; key += 1) {
    const ofKey = (text: string) => text.startsWith(`${key} `);
    expect(processed.filter(ofKey)).toEqual(texts.filter(ofKey));
  }
}

describe('a mapping across reshards (streams/latest/dev/kinesis-using-sdk-java-after-resharding.html)', () => {
  it('processes every record once and keeps the order of each key', () => {
    fc.assert(
      fc.property(run, (given) => check(given)),
      { numRuns: 150 },
    );
  });

  it('fails that check if children are read before their parents are processed', () => {
    const plant = ({ stream }: ReturnType<typeof mapped>) => {
      vi.spyOn(stream, 'shard').mockReturnValue({ lineage: {} } as Shard);
    };
    expect(() => fc.assert(fc.property(run, (given) => check(given, plant)))).toThrow(/Property failed/);
  });

  it('reads a child only once its parent is processed', () => {
    const { scheduler, stream, put, invocations } = mapped({ batchSize: 1 }, () => null, 'immediate', 1_000);
    put('key', 'a', 'b');
    stream.split(stream.openShards[0] as Shard, MIDDLE);
    put('key', 'c');
    scheduler.advance(10_000);
    expect(invocations.map(({ at, texts }) => [at, texts.join('')])).toEqual([
      [0, 'a'],
      [1_000, 'b'],
      [2_000, 'c'],
    ]);
  });
});

describe('starting positions (lambda/latest/dg/services-kinesis-parameters.html)', () => {
  const text = (value: string) => Buffer.from(value).toString('base64');

  /** "early" at the start, "late" five seconds after, then the mapping, a reshard and "new". */
  function startingFrom(change: Parameters<typeof mapped>[0]): string[] {
    const { scheduler, stream, put, processed } = mapped(change, undefined, undefined, undefined, (before, clock) => {
      before.put('key', text('early'), 5);
      clock.advance(5_000);
      before.put('key', text('late'), 4);
      before.halve(before.openShards[0] as Shard);
    });
    for (const shard of [...stream.openShards]) stream.halve(shard);
    put('key', 'new');
    scheduler.advance(1_000);
    return processed;
  }

  it('TRIM_HORIZON begins at the oldest record, also in closed shards', () => {
    expect(startingFrom({ startingPosition: 'TRIM_HORIZON' })).toEqual(['early', 'late', 'new']);
  });

  it('LATEST skips existing records, and reads a shard that opens later from its beginning', () => {
    expect(startingFrom({ startingPosition: 'LATEST' })).toEqual(['new']);
  });

  it('AT_TIMESTAMP begins at the first record of that time or later', () => {
    const at = (startingTimestamp: number) => startingFrom({ startingPosition: 'AT_TIMESTAMP', startingTimestamp });
    expect(at(START)).toEqual(['early', 'late', 'new']);
    expect(at(START + 5_000)).toEqual(['late', 'new']);
    expect(at(START + 5_001)).toEqual(['new']);
  });
});

describe('disabling a mapping (lambda/latest/api/API_UpdateEventSourceMapping.html)', () => {
  it('ends the running invocations, and continues after them once enabled', () => {
    const { scheduler, mapping, put, invocations, processed } = mapped({ batchSize: 1 }, () => null, 'immediate', 100);
    put('key', 'a', 'b', 'c');
    scheduler.advance(10);
    mapping.disable();
    scheduler.advance(60_000);
    expect(processed).toEqual(['a']);
    expect(mapping.enabled).toBe(false);
    expect(mapping.iteratorAgeMs()).toBe(60_010);
    mapping.enable();
    scheduler.advance(1_000);
    expect(processed).toEqual(['a', 'b', 'c']);
    expect(invocations).toHaveLength(3);
    expect(mapping.iteratorAgeMs()).toBe(0);
  });
});
