import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineEvent } from '../../catalog/define-event.ts';
import { ASSUMED_TABLE_USE } from '../../core/capacity/model/table-use.ts';

const source = {
  type: 'game.played',
  version: 1,
  data: Type.Object({ text: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 100, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  tableUse: ASSUMED_TABLE_USE,
  example: { text: '' },
} as const;

describe('what a definition tells the capacity check', () => {
  it('accept no risk by default', () => {
    expect(defineEvent(source).acceptedRisks).toEqual([]);
    const acceptedRisks = [{ check: 'latency', reason: 'Nobody waits for it.' }] as const;
    expect(defineEvent({ ...source, acceptedRisks }).acceptedRisks).toEqual(acceptedRisks);
  });

  it('refuse a risk of an unknown check and one without a reason', () => {
    const unknown = [{ check: 'speed' as 'latency', reason: 'Fast enough.' }];
    expect(() => defineEvent({ ...source, acceptedRisks: unknown })).toThrow(/acceptedRisks\.check: got "speed"/);
    const silent = [{ check: 'latency', reason: ' ' }] as const;
    expect(() => defineEvent({ ...source, acceptedRisks: silent })).toThrow(/acceptedRisks\.reason/);
  });

  it.each([0, 1.5, Number.NaN])('refuse %d as the share of the busiest key', (hottestKeyShare) => {
    const traffic = { ...source.traffic, hottestKeyShare };
    expect(() => defineEvent({ ...source, traffic })).toThrow(/traffic\.hottestKeyShare/);
  });
});
