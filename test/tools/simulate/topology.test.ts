import { describe, expect, it } from 'vitest';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import type { ChainTopology } from '../../../core/chain/topology.ts';
import { seededRandom } from '../../../core/random.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import type { TokenBucket } from '../../../local/aws/services/token-bucket.ts';
import { API, ChainModel } from '../../../tools/simulate/chain-model.ts';
import { Disturbances } from '../../../tools/simulate/disturbances.ts';
import { Keys } from '../../../tools/simulate/keys.ts';
import { timesOf } from '../../../tools/simulate/service-times.ts';
import { Tally } from '../../../tools/simulate/tally.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';
import { otherValue } from '../../helpers/other-values.ts';
import { leavesOf, withOtherValues } from '../../helpers/topology-leaves.ts';

const chain = { types: catalog, stage: stages.prod };
const plan = planChain(chain.types, chain.stage);

/** Settings that a simulation does not use, with the reason. */
const NOT_SIMULATED: readonly (readonly [RegExp, string])[] = [
  [/^api\.webAcl\./, 'its phones come from as many addresses as there are'],
  [/^api\.minCompressionBytes$/, 'answers have no bodies'],
  [/\.rule\.(source|detailType|partitionKeyPath)$/, 'an entry carries the position of its type and its key'],
  [/\.stream\.shards$/, 'a stream begins with the shards that are deployed'],
  [/\.stream\.shardMetric$/, 'a simulation has its own count of each shard'],
  [/^table\./, "the table's work is the time that a handler takes"],
  [/^queues\.|\.ruleFailures\./, 'a simulation is over before a queue forgets; nobody receives from one'],
  [/^storage\./, 'a simulation is over before anything stored expires'],
];

/** Settings that are read when they are used; the tests below show their effect. */
const SHOWN_BELOW = ['api.authorizerCacheSeconds', 'api.integrationTimeoutMs'];

function modelOf(topology: ChainTopology) {
  const scheduler = new VirtualScheduler(0);
  const tally = new Tally(plan.types.map(() => 5_000));
  const model = new ChainModel({
    gateRandom: { unit: () => 0 },
    plan: {
      ...plan,
      topology,
      types: plan.types.map((type, index) => ({ ...type, topology: topology.types[index] ?? type.topology })),
    },
    scheduler,
    random: seededRandom(1),
    apiRandom: seededRandom(2),
    times: timesOf(chain),
    disturbances: new Disturbances([], seededRandom(1)),
    poll: 'aws',
    traffic: {},
    maxEnvironments: 1_000,
    startsAtOnce: Number.POSITIVE_INFINITY,
    tally,
  });
  return { model, scheduler, tally };
}

/** What a bucket admits at once, and then in the next second; it never holds more than its burst. */
function drain(take: () => boolean, advance: (milliseconds: number) => void): readonly [number, number] {
  const count = (): number => {
    let taken = 0;
    while (take()) taken += 1;
    return taken;
  };
  const burst = count();
  let perSecond = 0;
  for (let quarter = 0; quarter < 4; quarter += 1) {
    advance(250);
    perSecond += count();
  }
  return [burst, perSecond];
}

/** The settings of the simulator's services, by the paths of the topology. */
function simulatedSettings(topology: ChainTopology): Readonly<Record<string, unknown>> {
  const { services } = modelOf(topology).model;
  const settings: Record<string, unknown> = {};
  const bucket = (path: string, take: (now: number) => boolean): void => {
    let now = 0;
    const [burst, perSecond] = drain(
      () => take(now),
      (milliseconds) => {
        now += milliseconds;
      },
    );
    settings[`${path}.burst`] = burst;
    settings[`${path}.requestsPerSecond`] = perSecond;
  };
  const stageThrottle: TokenBucket = services.stageThrottle;
  bucket('api.throttle', (now) => stageThrottle.take(1, now));
  bucket('api.usagePlan', (now) => services.usagePlans.judge(API.key, API.id, API.stage, now) !== 'THROTTLED');
  const size = (path: string, name: string): void => {
    const { memoryMb, timeoutSeconds, reservedConcurrency } = services.functions.settings(name);
    settings[`${path}.memoryMb`] = memoryMb;
    settings[`${path}.timeoutSeconds`] = timeoutSeconds;
    settings[`${path}.reservedConcurrency`] = reservedConcurrency;
  };
  for (const name of Object.keys(topology.functions)) size(`functions.${name}`, name);
  for (const [index, { type }] of topology.types.entries()) {
    const path = `types.${index}`;
    size(`${path}.handler`, type);
    const retry = services.bus.rules[index]?.targets[0]?.retryPolicy;
    settings[`${path}.rule.maximumRetryAttempts`] = retry?.maximumRetryAttempts;
    settings[`${path}.rule.maximumEventAgeSeconds`] = retry?.maximumEventAgeSeconds;
    const stream = services.streams[index]?.settings;
    settings[`${path}.stream.mode`] = stream?.mode;
    settings[`${path}.stream.deployedShards`] = stream?.shardCount;
    settings[`${path}.stream.retentionHours`] = stream?.retentionHours;
    const mapping = services.mappings[index]?.settings;
    settings[`${path}.mapping.batchSize`] = mapping?.batchSize;
    settings[`${path}.mapping.batchingWindowSeconds`] = mapping?.batchingWindowSeconds;
    settings[`${path}.mapping.parallelizationFactor`] = mapping?.parallelizationFactor;
    settings[`${path}.mapping.retryAttempts`] = mapping?.maximumRetryAttempts;
    settings[`${path}.mapping.maxRecordAgeSeconds`] = mapping?.maximumRecordAgeSeconds;
    settings[`${path}.mapping.bisectBatchOnError`] = mapping?.bisectBatchOnError;
    settings[`${path}.mapping.startingPosition`] = mapping?.startingPosition;
    settings[`${path}.mapping.reportBatchItemFailures`] = mapping?.reportBatchItemFailures;
  }
  return settings;
}

/** The expected settings: all of the topology except the listed ones. */
function expectedOf(topology: ChainTopology): Readonly<Record<string, unknown>> {
  const leaves = leavesOf(topology).filter(
    ({ path }) => !SHOWN_BELOW.includes(path) && !NOT_SIMULATED.some(([pattern]) => pattern.test(path)),
  );
  return Object.fromEntries(leaves.map(({ path, value }) => [path, value]));
}

describe('The simulator', () => {
  it('has each setting of the topology, and no other', () => {
    expect(simulatedSettings(plan.topology)).toEqual(expectedOf(plan.topology));
  });

  it('follows each value of its topology when that value alone changes, except for the listed ones', () => {
    const before = expectedOf(plan.topology);
    const other = otherValue();
    for (const { path } of leavesOf(plan.topology)) {
      let value: unknown;
      const after = withOtherValues(plan.topology, (leaf) => {
        if (leaf.path !== path) return leaf.value;
        value = other(leaf);
        return value;
      });
      const settings = simulatedSettings(after);
      expect(settings, path).toEqual(Object.hasOwn(before, path) ? { ...before, [path]: value } : before);
      if (Object.hasOwn(before, path)) expect(settings, path).not.toEqual(before);
    }
  });

  it('is not compared with a list of outdated exceptions', () => {
    const paths = leavesOf(plan.topology).map(({ path }) => path);
    for (const [pattern] of NOT_SIMULATED) expect(paths.filter((path) => pattern.test(path))).not.toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(SHOWN_BELOW));
  });

  it.each([
    [10, 3],
    [100, 1],
  ])('asks the authorizer again once its answer is %i s old', (cacheSeconds, asked) => {
    const topology = withOtherValues(plan.topology, ({ path, value }) =>
      path === 'api.authorizerCacheSeconds' ? cacheSeconds : value,
    );
    const { model, scheduler, tally } = modelOf(topology);
    const player = new Keys('player', 1, { hotShare: 0 }, seededRandom(3)).key(0);
    for (const at of [0, 5_000, 15_000, 30_000]) scheduler.schedule(at, () => model.read(player, 0));
    scheduler.advance(60_000);
    expect(tally.api.authorize.invocations).toBe(asked);
  });

  it.each([
    [1, 'integration timeout'],
    [29_000, undefined],
  ])('waits %i ms for ingest', (milliseconds, refusal) => {
    const topology = withOtherValues(plan.topology, ({ path, value }) =>
      path === 'api.integrationTimeoutMs' ? milliseconds : value,
    );
    const { model, scheduler } = modelOf(topology);
    const player = new Keys('player', 1, { hotShare: 0 }, seededRandom(3)).key(0);
    const answers: unknown[] = [];
    const request = {
      player,
      parts: [{ type: 0, events: 1 }],
      firstAt: 0,
      attempts: 0,
      unconfirmed: undefined,
      answered: false,
    };
    model.send(request, ({ left }) => answers.push(left[0]?.refusal));
    scheduler.advance(30_000);
    expect(answers).toEqual([refusal]);
  });
});
