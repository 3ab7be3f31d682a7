import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import type { Decision } from '../../../../lambdas/governor/decision.ts';
import { type Memory, NEW_MEMORY } from '../../../../lambdas/governor/memory.ts';
import { writeMemory } from '../../../../lambdas/governor/memory-item.ts';
import { noteOf, withNote } from '../../../../lambdas/governor/notes.ts';
import { tablePort } from '../../../../local/aws/services/table/port.ts';
import { Tables } from '../../../../local/aws/services/table/tables.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';
import { GovernorWatch, governorModeOf } from '../../../../local/start/console/governor-watch.ts';

const AT = Date.UTC(2026, 10, 28, 20);
const GROWN: Decision = {
  type: 'clue.viewed',
  act: { kind: 'reshard', type: 'clue.viewed', from: 2, to: 4 },
  reason: 'the stream is 97 % full with 2 shard(s): 2 → 4 shards',
};

/** A table in which the governor's own code writes its memory. */
function governed() {
  const tables = new Tables({ clock: new VirtualScheduler(AT), region: 'us-east-1', accountId: '000000000000' });
  tables.create({
    TableName: 'game',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    BillingMode: 'PAY_PER_REQUEST',
  });
  const table = tablePort(tables);
  const watch = new GovernorWatch();
  let version = 0;
  return {
    remember: async (memory: Memory) => {
      version = await writeMemory(memory, version, { table, tableName: 'game' });
    },
    shown: (mode: 'act' | 'observe' | undefined) => watch.state(mode, tables.all()),
  };
}

describe('the governor that the console shows', () => {
  it('is none where the template has none', () => {
    expect(governed().shown(undefined)).toBeUndefined();
  });

  it('has its mode, and nothing else before it has done something', () => {
    expect(governed().shown('observe')).toEqual({ mode: 'observe', acts: [], circuits: {}, shares: {} });
  });

  it('has its last acts, the newest first, with reason, before and after, and what it has paused and sheds', async () => {
    const { remember, shown } = governed();
    const first = withNote(NEW_MEMORY, { at: AT, mode: 'observe', kind: 'finding', reason: 'one key has most' });
    await remember(first);
    expect(shown('act')?.acts).toEqual([{ at: '2026-11-28T20:00:00.000Z', did: 'found', reason: 'one key has most' }]);
    const circuit = { step: 'open', since: AT, openedAt: AT, ageAtOpenMs: 0, reopened: 0 } as const;
    await remember({
      ...withNote(first, { at: AT + 60_000, mode: 'act', ...noteOf(GROWN) }),
      types: { 'clue.viewed': { reshards: [] }, 'clue.solved': { reshards: [], circuit } },
      admission: { ...NEW_MEMORY.admission, shares: { 'location.pinged': 0.49 } },
    });
    const { acts = [], ...standing } = shown('act') ?? {};
    expect(acts.map(({ did }) => did)).toEqual(['acted', 'found']);
    expect(acts[0]).toEqual({
      at: '2026-11-28T20:01:00.000Z',
      did: 'acted',
      type: 'clue.viewed',
      reason: GROWN.reason,
      before: '2 shards',
      after: '4 shards',
    });
    expect(standing).toEqual({
      mode: 'act',
      circuits: { 'clue.solved': 'open' },
      shares: { 'location.pinged': 0.49 },
    });
  });

  it('has the mode of the function in the template', () => {
    const template = (Variables: object) =>
      readTemplate('stack', {
        Resources: { Governor: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } },
      });
    expect(governorModeOf(template({ GOVERNOR_MODE: 'act' }))).toBe('act');
    expect(governorModeOf(template({ STAGE: 'dev' }))).toBeUndefined();
  });
});
