import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../../../../local/aws/services/faults/fault-kinds.ts';
import { parseFault, readFault } from '../../../../../local/aws/services/faults/fault-spec.ts';

describe('a fault as text', () => {
  it('has the defaults of its kind', () => {
    for (const kind of Object.keys(FAULT_KINDS) as FaultKind[]) {
      const { probability } = FAULT_KINDS[kind];
      expect(parseFault(kind, '--fault')).toMatchObject({ kind, probability, afterMs: 0 });
    }
  });

  it('accepts a target, a probability and times with their units', () => {
    const text = 'function-crash,target=clue.solved,probability=0.3,after=1.5s,for=2m,by=50ms';
    expect(parseFault(text, '--fault')).toEqual({
      kind: 'function-crash',
      target: 'clue.solved',
      probability: 0.3,
      afterMs: 1_500,
      forMs: 120_000,
      byMs: 50,
    });
  });

  it.each([
    ['function-crsh', 'kind: got "function-crsh"', 'Did you mean "function-crash"?'],
    ['', 'kind: got ""', 'put-events-partial'],
    ['function-crash,30s', 'got "function-crash,30s"', 'NAME=VALUE'],
    ['function-crash,probabilty=0.3', 'probabilty: got "0.3"', 'Did you mean "probability"?'],
    ['function-crash,probability=30', 'probability: got "30"', 'above 0 and up to 1'],
    ['function-crash,probability=', 'probability: got ""', 'above 0 and up to 1'],
    ['function-crash,for=30', 'for: got "30"', '30s'],
    ['function-crash,for=25h', 'for: got "25h"', 'from 0ms to 24h'],
    ['function-crash,target=', 'target: got ""', 'Omit it to affect all targets'],
    ['target-denied,by=1s', 'by: got "1s"', 'has no time'],
  ])('%s is refused, with what is allowed', (text, received, allowed) => {
    expect(() => parseFault(text, '--fault')).toThrow(`--fault${received.startsWith('got') ? '' : ': '}`);
    expect(() => parseFault(text, '--fault')).toThrow(received);
    expect(() => parseFault(text, '--fault')).toThrow(allowed);
  });
});

describe('a fault as JSON', () => {
  it('has the same members, with the probability as a number', () => {
    expect(readFault({ kind: 'table-throttled', probability: 0.5, for: '30s' }, 'fault')).toEqual({
      kind: 'table-throttled',
      probability: 0.5,
      afterMs: 0,
      forMs: 30_000,
      byMs: 0,
    });
  });

  it.each([null, 7, 'function-crash', []])('is refused if it is %j', (value) => {
    expect(() => readFault(value, 'fault')).toThrow('an object with "kind"');
  });
});
