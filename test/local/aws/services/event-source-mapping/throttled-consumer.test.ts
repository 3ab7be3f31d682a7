import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { EventSourceMapping } from '../../../../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import { mapped, SETTINGS } from '../../../../helpers/mapped-function.ts';

/** Creates a mapping to a function of the pool, whose concurrency a test can set to 0. */
function throttledConsumer(maximumRecordAgeSeconds: number) {
  // Uses only its clock and stream; the mapping to the pool is created here.
  const { scheduler, stream, put } = mapped({ enabled: false });
  const functions = new FunctionPool(scheduler, seededRandom(1));
  functions.add(
    {
      name: SETTINGS.functionName,
      arn: SETTINGS.functionArn,
      timeoutSeconds: 30,
      memoryMb: 128,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      roleArn: 'arn:role',
      maxEnvironments: 4,
      reservedConcurrency: 5,
    },
    {
      run: (_environment, _invocation, ready, done) => {
        scheduler.schedule(10, () => {
          ready();
          done({ payload: 'null' });
        });
      },
      discard: () => {},
    },
  );
  const processed: string[] = [];
  const discarded: string[] = [];
  const textOf = ({ data }: { readonly data: string }) => Buffer.from(data, 'base64').toString();
  const mapping = new EventSourceMapping(
    { ...SETTINGS, maximumRecordAgeSeconds, maximumRetryAttempts: 5 },
    'aws',
    stream,
    {
      scheduler,
      random: seededRandom(1),
      invoke: (name, payload, done) => functions.invoke(name, payload, done),
      observer: {
        processed: (records) => processed.push(...records.map(textOf)),
        discarded: ({ records }) => discarded.push(...records.map(textOf)),
      },
    },
  );
  mapping.start();
  const reserve = (concurrency: number) => functions.setReservedConcurrency(SETTINGS.functionName, concurrency);
  return { scheduler, mapping, put, processed, discarded, reserve };
}

describe('a consumer without concurrency (lambda/latest/dg/configuration-concurrency.html)', () => {
  it('loses nothing if it stops for less than the maximum age of records, however often it is throttled', () => {
    const { scheduler, mapping, put, processed, discarded, reserve } = throttledConsumer(6 * 3_600);
    reserve(0);
    put('key', 'a', 'b', 'c');
    scheduler.advance(5 * 3_600_000);
    expect(processed).toEqual([]);
    expect(mapping.iteratorAgeMs()).toBe(5 * 3_600_000);
    reserve(5);
    scheduler.advance(60_000);
    expect([processed, discarded]).toEqual([['a', 'b', 'c'], []]);
    expect(mapping.iteratorAgeMs()).toBe(0);
  });

  it('loses records older than a short maximum age, so concurrency 0 cannot pause a consumer', () => {
    const { scheduler, put, processed, discarded, reserve } = throttledConsumer(60);
    reserve(0);
    put('key', 'a', 'b', 'c');
    scheduler.advance(120_000);
    reserve(5);
    scheduler.advance(60_000);
    expect([processed, discarded]).toEqual([[], ['a', 'b', 'c']]);
  });

  it('pauses without that loss for a short outage if the mapping is disabled', () => {
    const { scheduler, mapping, put, processed, discarded } = throttledConsumer(60);
    mapping.disable();
    put('key', 'a', 'b', 'c');
    scheduler.advance(50_000);
    mapping.enable();
    scheduler.advance(5_000);
    expect([processed, discarded]).toEqual([['a', 'b', 'c'], []]);
  });
});
