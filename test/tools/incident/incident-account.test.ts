import { describe, expect, it } from 'vitest';
import { compareAccounts, faultsOf, type IncidentAccount } from '../../../tools/incident/incident-account.ts';

const BEFORE: IncidentAccount = {
  mode: 'before',
  seconds: 100,
  sent: 1_000,
  accepted: 300,
  refused: 700,
  throttled: 0,
  otherwise: 0,
  processed: 200,
  waiting: 100,
  lost: 0,
  answerP50Ms: 2,
  answerP99Ms: 9,
  oldestWaitMs: 5_000,
  alarms: [],
};
const WAITING = { ...BEFORE, refused: 0, accepted: 1_000, waiting: 800 };
const UNSIZED: IncidentAccount = { ...WAITING, mode: 'unsized', alarms: ['ClueViewed-Behind'] };
const PLANNED: IncidentAccount = { ...WAITING, mode: 'planned', processed: 998, waiting: 2 };

describe('the accounts of an incident', () => {
  it('are shown side by side, with the names of the alarms below', () => {
    const lines = compareAccounts([BEFORE, UNSIZED, PLANNED]).split('\n');
    expect(lines[0]?.trim().split(/\s+/)).toEqual(['before', 'unsized', 'planned']);
    expect(lines.find((line) => line.startsWith('refused'))).toMatch(/700 \(70\.0 %\)\s+0 \(0\.0 %\)\s+0 \(0\.0 %\)$/);
    expect(lines.at(-1)).toBe('alarms of unsized: ClueViewed-Behind');
  });

  it.each([BEFORE, UNSIZED, PLANNED])('are sound if the run shows what its mode is for: $mode', (account) => {
    expect(faultsOf(account)).toEqual([]);
  });

  it.each([
    ['an event without an outcome', { ...BEFORE, sent: 1_001 }, 'sent ≠'],
    ['a lost event', { ...PLANNED, lost: 1 }, 'unaccounted'],
    ['a broker that refused nobody', { ...BEFORE, refused: 0, accepted: 1_000, waiting: 800 }, 'not overloaded'],
    ['a refusal of the chain', { ...PLANNED, throttled: 1, accepted: 999, waiting: 1 }, 'refused'],
    ['handlers that kept up', { ...UNSIZED, processed: 900, waiting: 100 }, 'nothing held them back'],
    ['an alarm that was silent', { ...UNSIZED, alarms: ['Other'] }, 'no alarm Behind'],
    ['a backlog of the planned chain', { ...PLANNED, processed: 900, waiting: 100 }, 'did not keep up'],
  ])('report %s', (_what, account, message) => {
    expect(faultsOf(account).join()).toContain(message);
  });
});
