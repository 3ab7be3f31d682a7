import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { stages } from '../../../catalog/stages.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { AccessRefused, type DeployedStack } from '../../../tools/shared/aws/account-reader.ts';
import { command, type TraceSeams } from '../../../tools/trace/command.ts';
import type { LogSearch } from '../../../tools/trace/log-search.ts';
import { ACCOUNT, NOW, sourcesOf } from '../../helpers/fake-account.ts';

const ID = 'claim-0000000001';
const ENTRY = '0b1f6a3e-4c5d-4e6f-8a9b-0c1d2e3f4a5b';
const GROUPS = ['IngestFunctionLogs', 'TreasureClaimedHandlerFunctionLogs'];

const deployed: DeployedStack = {
  id: 'arn',
  status: 'UPDATE_COMPLETE',
  isProtected: true,
  changedAt: NOW,
  resources: GROUPS.map((id) => ({
    type: 'AWS::Logs::LogGroup',
    logicalId: `${id}0A1B2C3D`,
    physicalId: `/lambda/${id}`,
  })),
  eventTypes: {},
};

const line = (events: string, requestId: string): string =>
  `${JSON.stringify({ level: 'INFO', message: 'm', requestId, events })}\n`;

/** Ingest accepted the claim; its handler handed it back once, and then it had its effect. */
const LINES = [
  {
    at: NOW - 60_000,
    group: '/lambda/IngestFunctionLogs',
    text: line(`${ENTRY} accepted - ${ID},claim-0000000002`, 'r-1'),
  },
  {
    at: NOW - 58_900,
    group: '/lambda/TreasureClaimedHandlerFunctionLogs',
    text: line(`${ENTRY} retried ThrottlingException ${ID}`, 'r-2'),
  },
  {
    at: NOW - 57_000,
    group: '/lambda/TreasureClaimedHandlerFunctionLogs',
    text: line(`${ENTRY} applied - ${ID}`, 'r-3'),
  },
  // The search is by text: another id that begins alike, and a line of another form.
  { at: NOW - 50_000, group: '/lambda/IngestFunctionLogs', text: line(`- rejected schema_violation ${ID}-b`, 'r-4') },
  { at: NOW - 50_000, group: '/lambda/IngestFunctionLogs', text: `no object ${ID}` },
];

interface Ran {
  readonly text: string;
  readonly searched: readonly [readonly string[], string, number, number][];
}

async function run(
  options: readonly string[],
  search: Partial<LogSearch> = {},
  seams: Partial<TraceSeams> = {},
): Promise<Ran> {
  const printed: string[] = [];
  const searched: [readonly string[], string, number, number][] = [];
  const reader = {
    identity: async () => ({ account: ACCOUNT }),
    stack: async (name: string) => (name === 'cairn-prod' ? deployed : undefined),
  };
  await command({
    print: (text) => printed.push(text),
    chainOf: (name) => ({ types: catalog, stage: stages[name as keyof typeof stages] }),
    clock: new VirtualScheduler(NOW),
    send: () => Promise.reject(new TypeError('fetch failed')),
    sources: sourcesOf({ AWS_REGION: 'us-east-1' }),
    accountOf: async () => ({
      reader,
      search: {
        bytes: async () => 20e9,
        lines: async (...query) => {
          searched.push([...query]);
          return LINES;
        },
        ...search,
      },
    }),
    ...seams,
  }).parseAsync([...options], { from: 'user' });
  return { text: `${printed.join('\n')}\n`, searched };
}

describe('npm run cairn -- trace ID --stage prod', () => {
  it('prints the cost first, then each hop with its time and the delay, and what became of the event', async () => {
    const { text, searched } = await run([ID, '--stage', 'prod']);
    await expect(text).toMatchFileSnapshot('snapshots/retried.txt');
    expect(searched).toEqual([[GROUPS.map((id) => `/lambda/${id}`), ID, NOW - 3_600_000, NOW]]);
  });

  it('gives the same as JSON, and nothing else', async () => {
    const { text } = await run([ID, '--stage', 'prod', '--json']);
    expect(JSON.parse(text)).toMatchObject({ id: ID, fate: 'It has had its effect.', hops: { length: 3 } });
  });

  it('searches as far back as asked, and not more than a week', async () => {
    const { searched } = await run([ID, '--stage', 'prod', '--last', '12h']);
    expect(searched[0]?.[2]).toBe(NOW - 12 * 3_600_000);
    await expect(run([ID, '--stage', 'prod', '--last', '8d'])).rejects.toThrow(/--last.*7d/);
  });

  it('makes no query that may cost more than allowed', async () => {
    const bytes = async () => 400e9;
    const lines = () => Promise.reject(new Error('it searched'));
    await expect(run([ID, '--stage', 'prod'], { bytes, lines })).rejects.toThrow(
      /at least 2, which this query may cost/,
    );
    const { text } = await run([ID, '--stage', 'prod', '--most-dollars', '3'], { bytes });
    expect(text).toContain('It has had its effect.');
  });

  it('says of an id without lines whether it would have been sampled', async () => {
    const lines = async () => [];
    await expect(run([ID, '--stage', 'prod'], { lines })).rejects.toThrow(
      /one in 100 is logged, and this id is not among them/,
    );
    await expect(run(['ping-000000000042', '--stage', 'prod'], { lines })).rejects.toThrow(/logged since 2026/);
  });

  it('refuses what is no event id, before it asks anybody', async () => {
    await expect(run(['" | limit 1', '--stage', 'prod'])).rejects.toThrow(/16 to 64 characters/);
  });

  it('names the permission that is missing, and a stage that is not deployed', async () => {
    const bytes = () => Promise.reject(new AccessRefused('these credentials may not cloudwatch:GetMetricData'));
    await expect(run([ID, '--stage', 'prod'], { bytes })).rejects.toThrow(
      /may not cloudwatch:GetMetricData.*logs:StartQuery/,
    );
    await expect(run([ID, '--stage', 'load'])).rejects.toThrow(/load, which is not deployed/);
  });
});

describe('npm run cairn -- trace ID, of the local runtime', () => {
  it('says since when the journal is complete, for an id that it does not have', async () => {
    const send = (async () => Response.json({ hops: [], since: NOW })) as typeof fetch;
    await expect(run([ID], {}, { send })).rejects.toThrow(
      /goes back to 2026-11-27T12:00:00.000Z.*older event was dropped/,
    );
  });
});
