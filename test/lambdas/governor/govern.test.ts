import { describe, expect, it } from 'vitest';
import { govern } from '../../../lambdas/governor/govern.ts';
import { readMemory } from '../../../lambdas/governor/memory-item.ts';
import { PERIOD_MS } from '../../../lambdas/governor/observation.ts';
import type { GovernorPorts } from '../../../lambdas/governor/ports.ts';
import { admissionOf } from '../../../lambdas/shared/store/admission-item.ts';
import { governorKey, startKey } from '../../../lambdas/shared/store/keys.ts';
import { recordingLog } from '../../helpers/recorders.ts';
import { PINGS, PLAN } from './governed-plan.ts';

const INPUT = {
  plan: PLAN,
  resources: Object.fromEntries(
    PLAN.types.map(({ type }) => [
      type,
      { streamName: `${type}-stream`, mappingId: `${type}-mapping`, handlerName: `${type}-handler` },
    ]),
  ),
};
/** Not at a quarter of an hour, when metrics are read in any case. */
const NOON = Date.UTC(2026, 0, 1, 12, 7);

interface Account {
  readonly shards?: number;
  readonly stackStatus?: string;
  readonly raised?: boolean;
  readonly records?: number;
  readonly fails?: string;
  /** How what fails does. @default a throttled call, as it is without the SDK */
  readonly error?: object;
  /** Whether every batch comes back from the table. */
  readonly denied?: boolean;
}

type Item = Record<string, { readonly S?: string; readonly N?: string }>;

/** An account whose calls are answered from these figures, and remembered. */
function accountWith({
  shards = 4,
  stackStatus = 'UPDATE_COMPLETE',
  raised = true,
  fails,
  error = {},
  denied = false,
  ...given
}: Account) {
  let { records = 0 } = given;
  const calls: { readonly name: string; readonly input: object }[] = [];
  const items = new Map<string, Item>();
  const events: { readonly DetailType?: string | undefined; readonly Detail?: string | undefined }[] = [];
  let now = NOON;
  const tableErrors: { read?: string | undefined; write?: string | undefined } = {};
  const failAs = (name: string | undefined): void => {
    if (name !== undefined) throw Object.assign(new Error('no'), { name });
  };
  const called = <Output>(name: string, input: object, output: Output): Promise<Output> => {
    calls.push({ name, input });
    return fails === name
      ? Promise.reject(Object.assign(new Error(name), { name: 'ThrottlingException' }, error))
      : Promise.resolve(output);
  };
  const keyOf = ({ pk, sk }: Item) => `${pk?.S}/${sk?.S}`;
  const log = recordingLog();
  const ports = {
    clock: { now: () => now },
    log,
    services: {
      describeStream: (input) =>
        called('describeStream', input, {
          StreamDescriptionSummary: {
            StreamStatus: 'ACTIVE',
            OpenShardCount: input.StreamName === 'ping-stream' ? shards : 1,
            StreamModeDetails: { StreamMode: 'PROVISIONED' },
          },
        } as never),
      updateShardCount: (input) => called('updateShardCount', input, {}),
      getMapping: (input) =>
        called('getMapping', input, {
          State: 'Enabled',
          BatchSize: 500,
          ParallelizationFactor: 2,
          MaximumRecordAgeInSeconds: 900,
        }),
      updateMapping: (input) => called('updateMapping', input, {}),
      describeAlarms: (input) => called('describeAlarms', input, { MetricAlarms: raised ? [{}] : [] }),
      describeStacks: (input) => called('describeStacks', input, { Stacks: [{ StackStatus: stackStatus }] } as never),
      getMetricData: (input) =>
        called('getMetricData', input, {
          MetricDataResults: (input.MetricDataQueries ?? []).map(({ Id, MetricStat }) => {
            const { MetricName, Dimensions = [] } = MetricStat?.Metric ?? {};
            const isPings = Dimensions.some(({ Value }) => Value === 'ping-stream');
            const comesBack = ['InvokedEventCount', 'FailedInvokeEventCount'].includes(MetricName ?? '');
            const isClass = MetricName === 'HandedBack' && Dimensions.some(({ Value }) => Value === 'denied');
            const value =
              denied && (comesBack || isClass) ? 7 : MetricName === 'IncomingRecords' && isPings ? records * 60 : 0;
            const Timestamps = Array.from({ length: 15 }, (_, index) => new Date(now - (index + 2) * PERIOD_MS));
            return { Id, Timestamps, Values: Timestamps.map(() => value) };
          }),
        } as never),
    },
    table: {
      getItem: async ({ Key }) => {
        failAs(tableErrors.read);
        return { Item: items.get(keyOf(Key as Item)) as never };
      },
      query: async () => ({ Items: [...items.values()].filter(({ pk }) => pk?.S === 'STARTS') as never }),
      putItem: async ({ Item, ConditionExpression, ExpressionAttributeValues }) => {
        failAs(tableErrors.write);
        const before = items.get(keyOf(Item as Item));
        const read = (ExpressionAttributeValues as Item | undefined)?.[':read']?.N;
        if (ConditionExpression !== undefined && before !== undefined && before.version?.N !== read) {
          throw Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' });
        }
        items.set(keyOf(Item as Item), Item as Item);
        return {};
      },
    },
    tableName: 'table',
    kept: {},
    bus: {
      putEvents: async ({ Entries = [] }) => {
        events.push(...Entries);
        return {};
      },
    },
    eventBusName: 'bus',
    stage: 'prod',
    stackName: 'cairn-prod',
    measurePause: () => {},
  } satisfies Omit<GovernorPorts, 'mode'>;
  return {
    run: (mode: GovernorPorts['mode'] = 'act') => govern(INPUT, { ...ports, mode }),
    later: (minutes: number) => {
      now += minutes * PERIOD_MS;
    },
    putStart: (at: number) => {
      items.set('STARTS/hunt', { ...startKey('hunt'), startsAtMs: { N: String(at) } });
    },
    tableFails: (name: string | undefined) => Object.assign(tableErrors, { read: name, write: name }),
    writeFails: (name: string) => Object.assign(tableErrors, { write: name }),
    records: (perSecond: number) => {
      records = perSecond;
    },
    level: () => admissionOf(items.get(keyOf(governorKey('ADMISSION'))) as never),
    memory: async () => (await readMemory(ports)).memory,
    named: (name: string) => calls.filter((call) => call.name === name).map(({ input }) => input),
    items,
    events,
    log,
  };
}

describe('a run of the governor', () => {
  it('doubles a full stream, tells the bus and the log why, and remembers it', async () => {
    const account = accountWith({ records: 4_000 });
    await account.run();
    expect(account.named('updateShardCount')).toEqual([
      { StreamName: 'ping-stream', TargetShardCount: 8, ScalingType: 'UNIFORM_SCALING' },
    ]);
    const reason = 'the stream is 100 % full with 4 shard(s): 4 → 8 shards';
    expect(account.events.map(({ DetailType, Detail }) => [DetailType, JSON.parse(Detail ?? '')])).toEqual([
      [
        'governor.acted',
        { stage: 'prod', type: 'ping', kind: 'reshard', reason, before: '4 shards', after: '8 shards' },
      ],
    ]);
    expect(account.log.lines).toContainEqual({ message: 'governor acted', fields: { type: 'ping', reason } });
    expect((await account.memory()).types.ping?.reshards).toEqual([{ at: NOON, from: 4, to: 8 }]);
  });

  it('only says so in mode observe, once while nothing changes', async () => {
    const account = accountWith({ records: 4_000 });
    await account.run('observe');
    account.later(1);
    await account.run('observe');
    expect(account.named('updateShardCount')).toEqual([]);
    expect(account.events.map(({ DetailType }) => DetailType)).toEqual(['governor.decided']);
    expect((await account.memory()).types.ping?.reshards).toEqual([]);
    expect((await account.memory()).told).toMatchObject([{ mode: 'observe', kind: 'reshard', after: '8 shards' }]);
  });

  it('reads no metric while no alarm is raised, but each quarter of an hour', async () => {
    const account = accountWith({ raised: false });
    await account.run();
    expect(account.named('getMetricData')).toHaveLength(0);
    account.later(8);
    await account.run();
    expect(account.named('getMetricData')).toHaveLength(1);
  });

  it('does nothing while a deployment changes the stack, and nothing while that cannot be read', async () => {
    const changing = accountWith({ records: 4_000, stackStatus: 'UPDATE_IN_PROGRESS' });
    await changing.run();
    expect(changing.named('updateShardCount')).toEqual([]);
    const unknown = accountWith({ records: 4_000, fails: 'describeStacks' });
    await unknown.run();
    expect(unknown.named('updateShardCount')).toEqual([]);
    expect(unknown.log.lines[0]?.message).toBe('governor could not read stack');
  });

  it('does not count a change that AWS refused, and tries again', async () => {
    const account = accountWith({ records: 4_000, fails: 'updateShardCount' });
    await account.run();
    expect((await account.memory()).types.ping?.reshards).toEqual([]);
    expect(account.events).toEqual([]);
    account.later(1);
    await account.run();
    expect(account.named('updateShardCount')).toHaveLength(2);
  });

  it('warms for a start that is listed with its hunt', async () => {
    const account = accountWith({ shards: 2, raised: false });
    account.putStart(NOON + 30 * PERIOD_MS);
    await account.run();
    expect(account.named('updateShardCount')).toMatchObject([
      { StreamName: 'ping-stream', TargetShardCount: PINGS.shards },
      { StreamName: 'clue-stream', TargetShardCount: 2 },
    ]);
  });

  it('goes on with what it remembers itself while the table refuses everything, and stores it afterwards', async () => {
    const account = accountWith({ records: 0 });
    await account.run();
    account.tableFails('ProvisionedThroughputExceededException');
    account.later(1);
    account.records(4_000);
    await account.run();
    expect(account.named('updateShardCount')).toHaveLength(1);
    const at = NOON + PERIOD_MS;
    account.later(1);
    await account.run();
    // The change before is remembered: too little time has passed for another.
    expect(account.named('updateShardCount')).toHaveLength(1);
    account.tableFails(undefined);
    account.later(1);
    await account.run();
    expect((await account.memory()).types.ping?.reshards).toContainEqual({ at, from: 4, to: 8 });
  });

  it('ends without an act where it may have been written, and where it has nothing to go on with', async () => {
    const unclear = accountWith({ records: 4_000 });
    unclear.writeFails('TimeoutError');
    await expect(unclear.run()).rejects.toThrow('no');
    const fresh = accountWith({ records: 4_000 });
    fresh.tableFails('ProvisionedThroughputExceededException');
    await expect(fresh.run()).rejects.toThrow('no');
    const late = accountWith({ records: 0 });
    await late.run();
    late.later(6);
    late.records(4_000);
    late.tableFails('ProvisionedThroughputExceededException');
    await expect(late.run()).rejects.toThrow('no');
    for (const account of [unclear, fresh, late]) expect(account.named('updateShardCount')).toEqual([]);
  });

  it('remembers a pause whose answer was lost, and forgets one that AWS surely refused', async () => {
    const circuitOf = async (error: object) => {
      const account = accountWith({ denied: true, fails: 'updateMapping', error });
      await account.run();
      expect(account.named('updateMapping').length).toBeGreaterThan(0);
      expect(account.events).toEqual([]);
      return (await account.memory()).types.ping?.circuit?.step;
    };
    expect(await circuitOf({ name: 'TimeoutError' })).toBe('open');
    const busy = { name: 'ResourceInUseException', $fault: 'client' };
    expect(await circuitOf({ ...busy, $metadata: { attempts: 2 } })).toBe('open');
    expect(await circuitOf({ ...busy, $metadata: { attempts: 1 } })).toBeUndefined();
  });

  it('acts once when two runs begin at the same time', async () => {
    const account = accountWith({ records: 4_000 });
    const ends = await Promise.allSettled([account.run(), account.run()]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(account.named('updateShardCount')).toHaveLength(1);
  });
});
