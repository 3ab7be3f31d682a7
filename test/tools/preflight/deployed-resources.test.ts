import { describe, expect, it } from 'vitest';
import type { StageConfig } from '../../../catalog/stages.ts';
import type { Finding } from '../../../tools/preflight/finding.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { accountWith, deployedStack, NOW, stages } from '../../helpers/fake-account.ts';
import { findingsOf, notOk, OWN_ISSUER } from './findings.ts';

describe('streams', () => {
  const stage = { ...OWN_ISSUER, protected: true };
  const pings = (findings: readonly Finding[]) =>
    findings.find(({ subject }) => subject === 'Shards of location.pinged');

  it('with half the planned shards are doubled by the deployment', async () => {
    const findings = await findingsOf(stage, accountWith(stage, { shardsOf: (planned) => Math.ceil(planned / 2) }));
    expect(pings(findings)).toMatchObject({ level: 'ok', message: '3 → 6 with this deployment.' });
    expect(findings.every(({ level }) => level === 'ok')).toBe(true);
  });

  it('with less than half need changes of their own first', async () => {
    const finding = pings(await findingsOf(stage, accountWith(stage, { shardsOf: () => 1 })));
    expect(finding?.level).toBe('fails');
    expect(finding?.message).toMatch(/^1 → 2 → 4 → 6 takes 3 changes\./);
    expect(finding?.remedy?.match(/--target-shard-count \d+/g)).toEqual([
      '--target-shard-count 2',
      '--target-shard-count 4',
    ]);
  });

  it('with more than twice the planned shards are halved first', async () => {
    const finding = pings(await findingsOf(stage, accountWith(stage, { shardsOf: (planned) => planned * 3 })));
    expect(finding?.message).toMatch(/^18 → 9 → 6 takes 2 changes/);
  });
});

describe('table and index', () => {
  const loaded: StageConfig = { ...stages.load, retainState: false };

  it('are warmed before a peak that a new table cannot serve', async () => {
    expect(await notOk(loaded, accountWith(loaded))).toMatchObject([
      {
        level: 'warning',
        subject: 'Table warmth',
        remedy: 'Before players come: npm run cairn -- warm --stage load',
      },
    ]);
  });

  it('are enough once they are warm', async () => {
    const warm = { readUnits: 12_000, writeUnits: 5_000 };
    expect(await notOk(loaded, accountWith(loaded, { warm: { table: warm, index: warm } }))).toEqual([]);
  });
});

describe('an event type whose file is gone', () => {
  const stage = { ...OWN_ISSUER, protected: true };
  const without = catalog.filter(({ type }) => type !== 'hint.requested');
  const age = deployedStack(stage).eventTypes?.['hint.requested']?.maxRecordAgeSeconds ?? 0;
  const removal = async (retired: boolean, unchangedSeconds: number, messages = 0) => {
    const base = deployedStack(stage);
    const eventTypes = { ...base.eventTypes, 'hint.requested': { retired, maxRecordAgeSeconds: age } };
    const deployed = deployedStack(stage, { eventTypes, changedAt: NOW - unchangedSeconds * 1_000 });
    const account = accountWith(stage, { deployed, queuedMessages: async () => messages });
    return (await findingsOf(stage, account, 'us-east-1', without)).find(
      ({ subject }) => subject === 'Removal of hint.requested',
    );
  };

  it('must be retired first', async () => {
    expect(await removal(false, 10 * age)).toMatchObject({
      level: 'fails',
      remedy: expect.stringMatching(/^Put catalog\/hint-requested\.ts back with retired: true and deploy/),
    });
  });

  it('must have been retired for as long as its records may be on their way', async () => {
    expect(await removal(true, age - 60)).toMatchObject({
      level: 'fails',
      remedy: expect.stringContaining('wait for 1 minutes more'),
    });
    expect(await removal(true, age)).toMatchObject({ level: 'ok' });
  });

  it('must have empty queues', async () => {
    expect(await removal(true, 2 * age, 3)).toMatchObject({
      level: 'fails',
      message: expect.stringMatching(/3 messages are in https:.*HintRequestedRuleFailures/),
    });
  });
});
