import { describe, expect, it } from 'vitest';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import { command, SEAMS } from '../../../tools/replay/command.ts';
import type { ReplayPlan } from '../../../tools/replay/replay-plan.ts';
import type { ReplayProgress } from '../../../tools/replay/replay-ports.ts';
import { ACCOUNT, deployedStack, NOW, sourcesOf, stages } from '../../helpers/fake-account.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { GAME } from '../../helpers/type-functions.ts';

const HOUR_MS = 3_600_000;
const rule = (name: string, pattern: object) => ({
  arn: `arn:rule/${name}`,
  isEnabled: true,
  eventPattern: JSON.stringify(pattern),
});
const RULES = [
  rule('claims', { source: [EVENT_SOURCE], 'detail-type': ['treasure.claimed'] }),
  rule('pings', { source: [EVENT_SOURCE], 'detail-type': ['location.pinged'] }),
  rule('unrouted', { source: [EVENT_SOURCE], 'detail-type': [{ 'anything-but': ['treasure.claimed'] }] }),
  rule('archive', { source: [EVENT_SOURCE], 'replay-name': [{ exists: false }] }),
  rule('others', { source: ['another.app'], 'detail-type': ['treasure.claimed'] }),
  { ...rule('off', { source: [EVENT_SOURCE], 'detail-type': ['clue.viewed'] }), isEnabled: false },
];

interface Ran {
  readonly text: string;
  readonly started: readonly ReplayPlan[];
}

/** @param ends the states that the replay reports, one after the other */
async function run(line: string, ends: readonly Partial<ReplayProgress>[] = [{ state: 'COMPLETED' }]): Promise<Ran> {
  const printed: string[] = [];
  const started: ReplayPlan[] = [];
  let looks = 0;
  await command({
    ...SEAMS,
    print: (text) => printed.push(text),
    scheduler: new ImpatientScheduler(NOW),
    chainOf: () => ({ types: GAME, stage: stages.dev }),
    sources: sourcesOf({ AWS_REGION: 'us-east-1' }),
    readerOf: async () => ({
      identity: async () => ({ account: ACCOUNT }),
      stack: async () =>
        deployedStack(stages.dev, {
          resources: [
            { type: 'AWS::Events::Archive', logicalId: 'EventBusArchive0A1B2C3D', physicalId: 'kept' },
            { type: 'AWS::Events::EventBus', logicalId: 'EventBus0A1B2C3D', physicalId: 'game' },
          ],
        }),
    }),
    portsOf: async () => ({
      archive: async () => ({ arn: 'arn:archive/kept', busArn: 'arn:bus/game', retentionDays: 14 }),
      rules: async () => RULES,
      start: async (plan) => {
        started.push(plan);
      },
      progress: async () => {
        const next = ends[Math.min(looks, ends.length - 1)];
        looks += 1;
        return { state: 'RUNNING', reason: '', replayedTo: undefined, ...next };
      },
    }),
  }).parseAsync(line.split(' ').slice(1), { from: 'user' });
  return { text: printed.join('\n'), started };
}

describe('npm run cairn -- replay', () => {
  it('replay --stage prod --from 2h --to 1h: to the rules of the handlers, and no other', async () => {
    const running = { state: 'RUNNING', replayedTo: NOW - 1.5 * HOUR_MS };
    const { text, started } = await run('replay --stage prod --from 2h --to 1h', [running, { state: 'COMPLETED' }]);
    expect(started).toMatchObject([
      {
        archiveArn: 'arn:archive/kept',
        busArn: 'arn:bus/game',
        from: NOW - 2 * HOUR_MS,
        to: NOW - HOUR_MS,
        ruleArns: ['arn:rule/claims', 'arn:rule/pings'],
      },
    ]);
    expect(text).toContain('RUNNING: 50 % of the time');
    expect(text).toMatch(/COMPLETED\. What was processed before counts as a duplicate/);
  });

  it('replay --stage prod --from 2h --to 1h --type treasure.claimed --dry-run: starts nothing', async () => {
    const { text, started } = await run('replay --stage prod --from 2h --to 1h --type treasure.claimed --dry-run');
    expect(text).toContain('to the handlers of treasure.claimed\nNothing was replayed.');
    expect(started).toEqual([]);
  });

  it('takes times with a zone, and says what the archive may not have', async () => {
    const { text, started } = await run('replay --stage prod --from 2026-11-01T00:00Z --to 0');
    expect(started[0]).toMatchObject({ from: Date.parse('2026-11-01T00:00Z'), to: NOW });
    expect(text).toContain('Note: the archive begins at 2026-11-13T12:00:00.000Z');
    expect(text).toContain('Note: AWS may archive an event up to 10 minutes late');
  });

  it.each([
    ['--from 1h --to 2h', /--from.*Write the earlier time first/],
    ['--from 30d --to 20d', /--to.*the archive keeps 14 days/],
    ['--from 2026-11-27T10:00 --to 0', /--from.*with its zone/],
    ['--from 2027-01-01T00:00Z --to 0', /--from.*a time of the past/],
    ['--from 2h --to 1h --type clue.viewed', /a type with a rule on the bus: treasure.claimed, location.pinged/],
  ])('refuses %s', async (options, error) => {
    await expect(run(`replay --stage prod ${options}`)).rejects.toThrow(error);
  });

  it('reports a replay that AWS ends', async () => {
    const failed = run('replay --stage prod --from 2h --to 1h', [{ state: 'FAILED', reason: 'no more' }]);
    await expect(failed).rejects.toThrow(/FAILED: no more.*Run the command again/);
  });
});
