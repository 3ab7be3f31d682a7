import { describe, expect, it } from 'vitest';
import type { StreamRecord } from '../../../local/aws/services/stream/record-log.ts';
import { Measurements } from '../../../local/start/measurements.ts';

const record = (partitionKey: string, events: number): StreamRecord => ({
  sequenceNumber: '1',
  partitionKey,
  data: '',
  bytes: 100 * events,
  arrivedAt: 0,
  tag: new Uint32Array(events * 2),
});

describe('Measurements', () => {
  it('counts invocations, records, events, bytes and keys of each handler', () => {
    const measurements = new Measurements();
    measurements.invoked('one', [record('a', 3), record('b', 2)], 12);
    measurements.invoked('one', [record('a', 1)], 7);
    measurements.invoked('two', [record('c', 1)], 5);
    expect(measurements.all()).toEqual([
      {
        functionName: 'one',
        invocations: 2,
        records: 3,
        events: 6,
        bytes: 600,
        distinctKeys: 2,
        hottestKeyRecords: 2,
        samples: [
          [2, 12],
          [1, 7],
        ],
      },
      expect.objectContaining({ functionName: 'two', invocations: 1, samples: [[1, 5]] }),
    ]);
  });

  it('keeps the newest invocations and a bounded number of keys', () => {
    const measurements = new Measurements();
    for (let index = 0; index < 25_000; index += 1) measurements.invoked('one', [record(`key-${index}`, 1)], index);
    const [handler] = measurements.all();
    expect(handler).toMatchObject({ invocations: 25_000, records: 25_000, distinctKeys: 20_000 });
    expect(handler?.samples).toHaveLength(4_000);
    expect(Math.min(...(handler?.samples ?? []).map(([, milliseconds]) => milliseconds))).toBe(21_000);
  });
});
