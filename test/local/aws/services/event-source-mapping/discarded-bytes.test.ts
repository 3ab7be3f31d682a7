import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invocationRecord } from '../../../../../local/aws/services/event-source-mapping/on-failure.ts';
import { FAILED, mapped, SETTINGS, START } from '../../../../helpers/mapped-function.ts';

interface InvocationRecord {
  readonly payload: string;
}

describe('the content of the failure bucket (lambda/latest/dg/kinesis-on-failure-destination.html)', () => {
  it('is every discarded record, byte for byte', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 20 }),
        (datas) => {
          const { scheduler, stream, discarded } = mapped({ maximumRetryAttempts: 0, batchSize: 4 }, () => FAILED);
          for (const data of datas) stream.put('key', Buffer.from(data).toString('base64'), data.length);
          scheduler.advance(60_000);
          const kept = discarded.flatMap((batch) => {
            const { payload }: InvocationRecord = JSON.parse(invocationRecord(batch, SETTINGS, START, 'request', true));
            const { Records }: { Records: { kinesis: { data: string } }[] } = JSON.parse(payload);
            return Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64'));
          });
          expect(kept).toEqual(datas.map((data) => Buffer.from(data)));
        },
      ),
      { numRuns: 50 },
    );
  });
});
