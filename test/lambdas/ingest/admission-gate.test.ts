import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { AdmissionGate } from '../../../lambdas/ingest/admission-gate.ts';
import type { EntryOutcome } from '../../../lambdas/ingest/event-result.ts';
import { admissionItem, admissionOf } from '../../../lambdas/shared/store/admission-item.ts';

const PINGED = { type: 'ping', priority: 'sheddable' };
const CLUE = { type: 'clue', priority: 'normal' };
const CLAIM = { type: 'claim', priority: 'critical' };
const LEVEL = { shares: { ping: 0.3, claim: 0.01 }, retryAfterMs: 10_000, validUntil: 60_000 };

function admittedShare(gate: AdmissionGate, type: typeof PINGED, now: number): number {
  let admitted = 0;
  for (let request = 0; request < 2_000; request += 1) if ((gate.request(now)?.(type) ?? 0) === 0) admitted += 1;
  return admitted / 2_000;
}

describe('the governor’s level', () => {
  it('admits its share of each type’s requests, and all of those that it does not name', () => {
    const gate = new AdmissionGate(seededRandom(1));
    gate.received(LEVEL);
    expect(admittedShare(gate, PINGED, 0)).toBeCloseTo(0.3, 1);
    expect(admittedShare(gate, CLUE, 0)).toBe(1);
  });

  it('never sheds a critical type, even if a level names it', () => {
    const gate = new AdmissionGate(seededRandom(1));
    gate.received(LEVEL);
    gate.published(new Array<EntryOutcome>(100).fill('bus_throttled'), 0);
    expect(admittedShare(gate, CLAIM, 0)).toBe(1);
  });

  it('fails open: without a level, and from the moment that the last one is no longer valid', () => {
    const gate = new AdmissionGate(seededRandom(1));
    expect(gate.request(0)).toBeUndefined();
    gate.received(LEVEL);
    expect(gate.request(59_999)).toBeDefined();
    expect(gate.request(60_000)).toBeUndefined();
  });

  it('tells clients to wait for the drain time at least, and up to half as long again', () => {
    const gate = new AdmissionGate(seededRandom(1));
    gate.received({ ...LEVEL, shares: { ping: 0.001 } });
    const waits = Array.from({ length: 500 }, () => gate.request(0)?.(PINGED) ?? 0).filter((ms) => ms > 0);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_000);
    expect(new Set(waits).size).toBeGreaterThan(100);
  });

  it('is read at most once in five seconds, and not by all environments in the same instant', () => {
    const gate = new AdmissionGate(seededRandom(1));
    const reads: number[] = [];
    for (let now = 0; now < 60_000; now += 10) if (gate.begins(now)) reads.push(now);
    expect(reads.length).toBeGreaterThan(9);
    for (const [index, at] of reads.entries()) {
      if (index > 0) expect(at - (reads[index - 1] ?? 0)).toBeGreaterThanOrEqual(5_000);
    }
  });

  it('survives its way through an item, and an item that is none admits all', () => {
    const level = { shares: { ping: 0.3 }, retryAfterMs: 10_000, validUntil: 60_000 };
    expect(admissionOf(admissionItem(level))).toEqual(level);
    expect(admissionOf(undefined)).toEqual({ shares: {}, retryAfterMs: 0, validUntil: 0 });
    const wrong = {
      shares: { M: { ping: { N: 'NaN' }, clue: { N: '7' }, hint: { N: '-1' } } },
      validUntil: { S: 'x' },
    };
    expect(admissionOf(wrong)).toEqual({ shares: {}, retryAfterMs: 0, validUntil: 0 });
  });
});

describe('ingest’s own throttles', () => {
  const half = (count: number) =>
    Array.from({ length: count }, (_, index): EntryOutcome => (index % 2 === 0 ? 'accepted' : 'shed'));

  it('shed sheddable events within the same second, before normal ones, and admit all again ten seconds later', () => {
    const gate = new AdmissionGate(seededRandom(1));
    gate.published(half(100), 1_000);
    expect(admittedShare(gate, PINGED, 1_100)).toBeLessThan(0.65);
    expect(admittedShare(gate, CLUE, 1_100)).toBe(1);
    gate.published(new Array<EntryOutcome>(200).fill('bus_throttled'), 2_000);
    expect(admittedShare(gate, CLUE, 2_100)).toBeLessThan(0.5);
    expect(gate.request(12_100)).toBeUndefined();
  });

  it('say nothing when they are few', () => {
    const gate = new AdmissionGate(seededRandom(1));
    gate.published(half(8), 0);
    expect(gate.request(1)).toBeUndefined();
  });
});
