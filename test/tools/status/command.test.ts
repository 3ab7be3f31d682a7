import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '../../../catalog/definition.ts';
import { catalog } from '../../../catalog/index.ts';
import { stages as shipped } from '../../../catalog/stages.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import type { Announced } from '../../../lambdas/governor/memory.ts';
import { AccessRefused, type DeployedStack } from '../../../tools/shared/aws/account-reader.ts';
import type { RaisedAlarm } from '../../../tools/shared/cloudwatch/alarm-reader.ts';
import type { MetricQuery, MetricReader } from '../../../tools/shared/cloudwatch/metric-reader.ts';
import type { StatusAccount } from '../../../tools/status/aws-facts.ts';
import { command, type StatusSeams } from '../../../tools/status/command.ts';
import { ACCOUNT, NOW, sourcesOf } from '../../helpers/fake-account.ts';

const MINUTE = 60_000;
const HASH = '0A1B2C3D';

/** A game of its own, so that a studio's types and stages change nothing here. */
const [model] = catalog as readonly [EventDefinition, ...EventDefinition[]];
const TYPES: readonly EventDefinition[] = (
  [
    ['location.pinged', 'sheddable', 8_500, 5],
    ['clue.solved', 'normal', 400, 1],
    ['treasure.claimed', 'critical', 100, 1],
  ] as const
).map(([type, priority, peakEventsPerSecond, meanEventsPerRequest]) => ({
  ...model,
  type,
  priority,
  partitionKey: 'playerId',
  traffic: { peakEventsPerSecond, meanBytes: 300, shape: 'start-burst', meanEventsPerRequest },
  processing: {},
  maxEventsPerEntry: 100,
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  tableUse: [],
  retired: false,
}));
const throttle = { requestsPerSecond: 2_850, burst: 2_850 };
const prod = { ...shipped.prod, trafficScale: 1, throttle };
const STAGES = {
  prod,
  dev: { ...shipped.dev, trafficScale: 0.02, throttle: { requestsPerSecond: 400, burst: 500 } },
  load: { ...shipped.load, throttle },
};

/** What the governor of stage prod has told of. */
const TOLD: readonly Announced[] = [
  {
    at: NOW - 3 * MINUTE,
    mode: 'observe',
    kind: 'reshard',
    type: 'clue.solved',
    reason: 'the stream is full: 1 → 2 shards',
  },
  { at: NOW - 1 * MINUTE, mode: 'act', kind: 'finding', type: 'clue.solved', reason: 'one key has it all' },
];

type Value = (query: MetricQuery) => number | undefined;

/** CloudWatch with one value a metric; the values by the minute are of the last one. */
function metricsWith(value: Value): MetricReader {
  return {
    over: async (queries) => queries.map(value),
    byMinute: async (queries, _from, to) =>
      queries.map((query) => {
        const found = value(query);
        return found === undefined ? new Map() : new Map([[Math.floor(to / MINUTE) - 1, found]]);
      }),
    dimensions: async (): Promise<Record<string, string>[]> => [
      { stage: 'prod', type: 'clue.solved', code: 'invalid_data' },
      { stage: 'prod', type: 'clue.solved' },
      { stage: 'load', type: 'clue.solved', code: 'invalid_data' },
      { stage: 'dev', type: 'clue.solved', code: 'unknown_type' },
    ],
  };
}

function deployed(): DeployedStack {
  const resources = (
    [
      ['AWS::SQS::Queue', 'Quarantine'],
      ['AWS::SQS::Queue', 'EventBusUnrouted'],
      ['AWS::SQS::Queue', 'TreasureClaimedRuleFailures'],
      ['AWS::Events::Rule', 'TreasureClaimedRule', 'cairn-prod|TreasureClaimedRule'],
      ['AWS::Kinesis::Stream', 'TreasureClaimedStream'],
      ['AWS::Lambda::Function', 'TreasureClaimedHandlerFunction'],
      ['AWS::Lambda::EventSourceMapping', 'TreasureClaimedSourceMapping'],
    ] as readonly (readonly [string, string, string?])[]
  ).map(([type, id, physicalId = id]) => ({ type, logicalId: `${id}${HASH}`, physicalId }));
  return {
    id: 'arn',
    status: 'UPDATE_COMPLETE',
    isProtected: true,
    changedAt: NOW - 3 * 3_600_000,
    resources,
    eventTypes: {},
  };
}

async function run(options: readonly string[], seams: Partial<StatusSeams>): Promise<string> {
  const printed: string[] = [];
  await command({
    print: (text) => printed.push(text),
    chainOf: (name) => ({ types: TYPES, stage: STAGES[name as keyof typeof STAGES] }),
    clock: new VirtualScheduler(NOW),
    send: () => Promise.reject(new TypeError('fetch failed')),
    metricsAt: async () => () => metricsWith(() => undefined),
    governorAt: async () => () => async () => [],
    sources: sourcesOf({ AWS_REGION: 'us-east-1' }),
    accountOf: async () => account(),
    ...seams,
  }).parseAsync([...options], { from: 'user' });
  return `${printed.join('\n')}\n`;
}

function account(changes: Partial<StatusAccount> & { readonly raised?: readonly RaisedAlarm[] } = {}): StatusAccount {
  const { raised = [], ...rest } = changes;
  return {
    reader: {
      identity: async () => ({ account: ACCOUNT }),
      stack: async (name) => (name === 'cairn-prod' ? deployed() : undefined),
      queuedMessages: async (url) => (url === 'Quarantine' ? 7 : 0),
    },
    alarms: { raised: async (prefix) => raised.filter(({ name }) => name.startsWith(prefix)) },
    governor: async () => TOLD,
    metrics: metricsWith(() => undefined),
    ...rest,
  };
}

const raised = (name: string, minutesAgo: number): RaisedAlarm => ({
  name,
  since: NOW - minutesAgo * MINUTE,
  reason: 'Threshold Crossed: 3 datapoints.',
});

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The claims' handler stands still for eight minutes while claims arrive. */
const FAR_BEHIND: Value = ({ name, dimensions, statistic }) => {
  if (name === 'IteratorAge' && dimensions.FunctionName === 'TreasureClaimedHandlerFunction') return 480_000;
  if (name === 'PolledEventCount' && statistic === 'SampleCount') return 60;
  if (name === 'IncomingRecords' && dimensions.StreamName === 'TreasureClaimedStream') return 4_800;
  if (name === 'Accepted' && dimensions.type === 'treasure.claimed') return 3_000;
  if (statistic === 'p99') {
    const of = { EventBusName: 'cairn-prod', RuleName: 'TreasureClaimedRule' };
    if (name === 'IngestionToInvocationSuccessLatency' && isSame(dimensions, of)) return 84;
    if (name === 'Duration' && dimensions.FunctionName === 'TreasureClaimedHandlerFunction') return 29_400;
    if (name === 'EndToEndLatency' && dimensions.type === 'treasure.claimed') return 481_000;
  }
  if (name === 'Count') return 30_000;
  if (name === 'Rejected' && dimensions.code !== undefined) return 12;
  if (name === 'RequestsThrottled') return 40;
  if (name === 'OnFailureDestinationDeliveredEventCount') {
    return dimensions.EventSourceMappingUUID === 'TreasureClaimedSourceMapping' ? 5 : undefined;
  }
  return undefined;
};

describe('npm run cairn -- status --stage prod', () => {
  const late = account({
    metrics: metricsWith(FAR_BEHIND),
    raised: [
      raised('cairn-prod-TreasureClaimed-Behind', 7),
      raised('cairn-prod-TreasureClaimed-FarBehind', 3),
      raised('cairn-prod-TreasureClaimed-Page', 3),
      raised('cairn-prod-Api-Busy', 20),
      raised('cairn-prod-ada-Api-Latency', 9),
      raised('cairn-prod-OfAnotherRelease-Behind', 30),
    ],
  });

  it('shows alarms, backlog, refusals, dead letters and the deployment on one screen', async () => {
    const text = await run(['--stage', 'prod'], { accountOf: async () => late });
    await expect(text).toMatchFileSnapshot('snapshots/far-behind.txt');
    expect(text).toMatch(/treasure\.claimed +16 +84 ms +29,400 ms +481,000 ms +2,000 ms, p99/);
    expect(text.split('\n').length).toBeLessThan(45);
  });

  it('puts what pages first, names an alarm of another release, and leaves out parts and other stages', async () => {
    const { alarms } = JSON.parse(await run(['--stage', 'prod', '--json'], { accountOf: async () => late }));
    expect(alarms.map(({ id, severity }: { id: string; severity: string }) => `${severity} ${id}`)).toEqual([
      'page TreasureClaimed/FarBehind',
      'page TreasureClaimed/Page',
      'ticket TreasureClaimed/Behind',
      'unknown OfAnotherRelease-Behind',
    ]);
    expect(alarms[0]).toMatchObject({ runbook: 'docs/runbooks/behind.md', since: NOW - 3 * MINUTE });
  });

  it('shows what the governor did or would do, the newest first', async () => {
    const lines = (await run(['--stage', 'prod'], {})).trimEnd().split('\n');
    expect(lines.slice(lines.indexOf('governor') + 1)).toEqual([
      '  60 s ago, found: one key has it all',
      '  3 min ago, would act: the stream is full: 1 → 2 shards',
    ]);
  });

  it('takes what arrived within the age of the oldest record as the backlog, and drains it beside what arrives', async () => {
    const { types } = JSON.parse(await run(['--stage', 'prod', '--json'], { accountOf: async () => late }));
    const claims = types.find(({ type }: { type: string }) => type === 'treasure.claimed');
    expect(claims).toMatchObject({ backlog: 4_800, isCounted: false, oldestSeconds: 480, eventsPerSecond: 10 });
    expect(claims.drainSeconds).toBeNull();
    expect(claims.plannedDrainSeconds).toBeGreaterThan(0);
    const mended: Value = (query) => (query.name === 'Processed' ? 15_000 : FAR_BEHIND(query));
    const draining = await run(['--stage', 'prod'], {
      accountOf: async () => account({ metrics: metricsWith(mended) }),
    });
    // 4,800 ÷ (15,000 − 3,000) in 300 s.
    expect(draining).toMatch(/treasure\.claimed .* 480 s +120 s/);
    const flooded: Value = (query) => (query.name === 'Accepted' ? 1e9 : FAR_BEHIND(query));
    const swamped = account({ metrics: metricsWith(flooded) });
    const text = await run(['--stage', 'prod'], { accountOf: async () => swamped });
    expect(text).toMatch(/treasure\.claimed .*never: more arrives than is planned/);
  });

  it('says that a mapping does not poll', async () => {
    const stopped: Value = (query) => (query.name === 'PolledEventCount' ? undefined : FAR_BEHIND(query));
    const text = await run(['--stage', 'prod'], { accountOf: async () => account({ metrics: metricsWith(stopped) }) });
    expect(text).toMatch(/treasure\.claimed .*NOT READ: the source mapping does not poll/);
  });

  it('shows the rest if one permission is missing, and says what is missing', async () => {
    const refused = account({
      alarms: { raised: () => Promise.reject(new Error('not authorized: cloudwatch:DescribeAlarms')) },
    });
    const text = await run(['--stage', 'prod'], { accountOf: async () => refused });
    expect(text).toContain('NOT READ: alarms could not be read: not authorized: cloudwatch:DescribeAlarms');
    expect(text).toContain('quarantine');
    expect(text).not.toContain('no alarm is raised');
  });

  it('names the permission that nothing works without', async () => {
    const { reader } = account();
    const refused = account({
      reader: { ...reader, stack: () => Promise.reject(new AccessRefused('these credentials may not X')) },
    });
    await expect(run(['--stage', 'prod'], { accountOf: async () => refused })).rejects.toThrow(
      /may not X.*GetTemplateSummary/,
    );
  });

  it('says that a stage is not deployed', async () => {
    await expect(run(['--stage', 'load'], { sources: sourcesOf({ AWS_REGION: 'us-east-1' }) })).rejects.toThrow(
      /no stack cairn-load/,
    );
  });

  it('refuses credentials of another account', async () => {
    const other = { ...prod, account: '999999999999' };
    const chainOf = () => ({ types: TYPES, stage: other });
    await expect(run(['--stage', 'prod'], { chainOf })).rejects.toThrow(/credentials of account 111122223333/);
  });
});

/** The pages of a runtime whose claims' mapping was disabled. */
const PAGES: Readonly<Record<string, unknown>> = {
  '/local/health': { stage: 'dev', awsUrl: 'http://127.0.0.1:4566' },
  '/local/stats': {
    events: { 'treasure.claimed': { inFlight: 90 }, 'location.pinged': { inFlight: 0 } },
    ends: [{ type: 'clue.solved', fate: 'quarantined', reason: 'unknown_hunt', events: 3 }],
  },
  '/local/alarms': [
    {
      name: 'cairn-dev-TreasureClaimed-Stopped',
      state: 'ALARM',
      since: new Date(NOW - MINUTE).toISOString(),
      reason: 'r',
    },
    { name: 'cairn-dev-Api-Latency', state: 'OK', since: new Date(NOW).toISOString(), reason: 'r' },
  ],
  '/local/resources': [],
  '/local/chain': {
    startedAt: new Date(NOW - 100_000).toISOString(),
    mappings: [
      { stream: 'cairn-dev-TreasureClaimedStream0C61F2AE', functionName: 'f', enabled: false, oldestMs: 61_000 },
      { stream: 'cairn-dev-LocationPingedStream0C61F2AE', functionName: 'f', enabled: true, oldestMs: 0 },
    ],
  },
};

describe('npm run cairn -- status, of the local runtime', () => {
  const send = (async (url: string | URL | Request) =>
    Response.json(PAGES[new URL(String(url)).pathname])) as typeof fetch;
  const accepted: Value = ({ name, dimensions }) =>
    name === 'Accepted' && dimensions.type === 'treasure.claimed' ? 200 : undefined;

  it('counts what waits, whose mapping does not read it, and dead letters by cause', async () => {
    const text = await run([], { send, metricsAt: async () => () => metricsWith(accepted) });
    await expect(text).toMatchFileSnapshot('snapshots/local-stopped.txt');
    expect(text).toMatch(/treasure\.claimed +2 .* 90 +61 s +NOT READ/);
    expect(text).toMatch(/quarantine +clue\.solved +3 +unknown_hunt/);
  });

  it('says what to start where nothing answers', async () => {
    await expect(run([], {})).rejects.toThrow(/no answer: fetch failed.*npm start; for a stage on AWS/);
  });
});
