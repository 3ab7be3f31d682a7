import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { invocationRecord, objectKey } from '../../../../../local/aws/services/event-source-mapping/on-failure.ts';
import { FAILED, mapped, reportPoison, SETTINGS, START } from '../../../../helpers/mapped-function.ts';

describe('polling and batching (lambda/latest/dg/with-kinesis.html)', () => {
  it('polls a shard once a second as AWS does', () => {
    const { scheduler, put, invocations } = mapped({}, () => null, 'aws');
    put('key', 'a', 'b');
    scheduler.advance(999);
    expect(invocations).toEqual([]);
    scheduler.advance(1);
    expect(invocations.map(({ at, texts }) => [at, texts])).toEqual([[1_000, ['a', 'b']]]);
  });

  it('delivers records at once with the setting immediate', () => {
    const { scheduler, put, invocations } = mapped({});
    put('key', 'a', 'b');
    scheduler.advance(0);
    expect(invocations.map(({ at, texts }) => [at, texts])).toEqual([[0, ['a', 'b']]]);
  });

  it('waits for the batching window unless the batch is full earlier', () => {
    const { scheduler, put, invocations } = mapped({ batchSize: 3, batchingWindowSeconds: 5 });
    put('key', 'a');
    scheduler.advance(4_000);
    expect(invocations).toEqual([]);
    scheduler.advance(1_000);
    expect(invocations.map(({ texts }) => texts)).toEqual([['a']]);
    put('key', 'b', 'c', 'd');
    scheduler.advance(20);
    expect(invocations.map(({ texts }) => texts)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('never builds a batch of more than 6 MB', () => {
    const { scheduler, put, invocations } = mapped({ batchSize: 10_000 }, () => null, 'aws');
    for (let index = 0; index < 8; index += 1) {
      put('key', 'x'.repeat(1_000_000));
      scheduler.advance(index < 7 ? 100 : 0);
      scheduler.advance(1_000);
    }
    scheduler.advance(60_000);
    for (const { payload } of invocations) expect(payload.length).toBeLessThanOrEqual(6 * 1_048_576);
    expect(invocations.flatMap(({ texts }) => texts)).toHaveLength(8);
  });

  it("writes Lambda's Kinesis event", () => {
    const { scheduler, put, invocations } = mapped({});
    put('ada', 'hello');
    scheduler.advance(0);
    const { Records: records } = JSON.parse(invocations[0]?.payload ?? '');
    const sequenceNumber = invocations[0]?.sequenceNumbers[0];
    expect(records).toEqual([
      {
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: 'ada',
          sequenceNumber,
          data: 'aGVsbG8=',
          approximateArrivalTimestamp: START / 1_000,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: SETTINGS.roleArn,
        awsRegion: 'us-east-1',
        eventSourceARN: SETTINGS.streamArn,
      },
    ]);
  });
});

describe('partial batch responses (lambda/latest/dg/services-kinesis-batchfailurereporting.html)', () => {
  it('retries from the lowest sequence number reported, whatever else was reported', () => {
    let first = true;
    const { scheduler, put, invocations, processed } = mapped({}, ({ sequenceNumbers }) => {
      if (!first) return null;
      first = false;
      return { batchItemFailures: [{ itemIdentifier: sequenceNumbers[3] }, { itemIdentifier: sequenceNumbers[1] }] };
    });
    put('key', 'a', 'b', 'c', 'd');
    scheduler.advance(5_000);
    expect(invocations.map(({ texts }) => texts.join(''))).toEqual(['abcd', 'bcd']);
    expect(processed.join('')).toBe('abcd');
  });

  it.each([
    ['an empty list', { batchItemFailures: [] }, 1],
    ['a null list', { batchItemFailures: null }, 1],
    ['an empty response', {}, 1],
    ['a null response', null, 1],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, 2],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }, 2],
    ['a wrong key name', { batchItemFailures: [{ identifier: 'x' }] }, 2],
    ['an identifier that is not in the batch', { batchItemFailures: [{ itemIdentifier: '123' }] }, 2],
  ])('interprets %s as documented', (_, response, expected) => {
    let first = true;
    const { scheduler, put, invocations } = mapped({}, () => {
      const answer = first ? response : null;
      first = false;
      return answer;
    });
    put('key', 'a', 'b');
    scheduler.advance(5_000);
    expect(invocations).toHaveLength(expected);
  });

  it('ignores the response if the mapping does not report batch item failures', () => {
    const { scheduler, put, invocations } = mapped({ reportBatchItemFailures: false }, reportPoison);
    put('key', 'poison');
    scheduler.advance(5_000);
    expect(invocations).toHaveLength(1);
  });
});

describe('errors (lambda/latest/dg/kinesis-on-failure-destination.html)', () => {
  it('discards a batch after its retries and continues with the next', () => {
    const { scheduler, put, invocations, discarded, textsOf, processed } = mapped(
      { batchSize: 2, maximumRetryAttempts: 2 },
      ({ texts }) => (texts.includes('poison') ? FAILED : null),
    );
    put('key', 'a', 'poison', 'c');
    scheduler.advance(60_000);
    expect(invocations.map(({ texts }) => texts.join())).toEqual(['a,poison', 'a,poison', 'a,poison', 'c']);
    expect(discarded.map((batch) => [batch.condition, batch.invokeCount, textsOf(batch)])).toEqual([
      ['RetryAttemptsExhausted', 3, ['a', 'poison']],
    ]);
    expect(processed).toEqual(['c']);
  });

  it('splits a failed batch without using up retries, so that only the poison record is discarded', () => {
    const { scheduler, put, invocations, discarded, textsOf, processed } = mapped(
      { bisectBatchOnError: true, maximumRetryAttempts: 1 },
      ({ texts }) => (texts.includes('poison') ? FAILED : null),
    );
    put('key', 'a', 'b', 'c', 'd', 'e', 'poison', 'g', 'h');
    scheduler.advance(60_000);
    expect(discarded.map(textsOf)).toEqual([['poison']]);
    expect(processed.join('')).toBe('abcdegh');
    expect(invocations.length).toBeLessThanOrEqual(10);
  });

  it('gives up records at their maximum age, even if the function was never invoked', () => {
    const { scheduler, put, discarded, textsOf } = mapped(
      { maximumRecordAgeSeconds: 60, maximumRetryAttempts: 0 },
      () => ({ throttled: true, reason: 'ConcurrentInvocationLimitExceeded' }),
    );
    put('key', 'a', 'b');
    scheduler.advance(50_000);
    expect(discarded).toEqual([]);
    scheduler.advance(60_000);
    expect(discarded.map((batch) => [batch.condition, batch.functionError, textsOf(batch)])).toEqual([
      ['RecordAgeExceeded', false, ['a', 'b']],
    ]);
  });

  it('writes the invocation record of AWS, with the payload for S3', () => {
    const { scheduler, put, discarded, invocations } = mapped({ maximumRetryAttempts: 0 }, () => FAILED);
    put('key', 'a');
    scheduler.advance(1_000);
    const [batch] = discarded;
    if (batch === undefined) throw new Error('nothing was discarded');
    const sequenceNumber = invocations[0]?.sequenceNumbers[0];
    expect(JSON.parse(invocationRecord(batch, SETTINGS, START + 10, 'request', true))).toEqual({
      requestContext: {
        requestId: 'request',
        functionArn: SETTINGS.functionArn,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 1,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-11-23T18:05:09.010Z',
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: sequenceNumber,
        endSequenceNumber: sequenceNumber,
        approximateArrivalOfFirstRecord: '2026-11-23T18:05:09.000Z',
        approximateArrivalOfLastRecord: '2026-11-23T18:05:09.000Z',
        batchSize: 1,
        streamArn: SETTINGS.streamArn,
      },
      payload: invocations[0]?.payload,
    });
    expect(objectKey(SETTINGS.uuid, batch.shardId, START, seededRandom(1))).toMatch(
      /^aws\/lambda\/11111111-2222-4333-8444-555555555555\/shardId-000000000000\/2026\/11\/23\/2026-11-23T18\.05\.09-[0-9a-f-]{36}$/,
    );
  });
});
