import { describe, expect, it } from 'vitest';
import { catalog as shippedCatalog } from '../../../../catalog/index.ts';
import { stages as shippedStages } from '../../../../catalog/stages.ts';
import { checkChain } from '../../../../core/capacity/check/check.ts';
import { CHECKS } from '../../../../core/capacity/model/workload.ts';
import { planChain } from '../../../../core/capacity/plan/chain.ts';
import { monthOfStream } from '../../../../core/capacity/plan/cost.ts';
import {
  applyChange,
  type Chain,
  type Change,
  nameOf,
  PROCESSING_SETTINGS,
  type SettingValue,
} from '../../../../core/capacity/plan/settings.ts';
import { processingSetting } from '../../../../core/chain/type-topology.ts';
import { itsCure, postMortem, stageFor } from '../../../fixtures/post-mortem/catalog.ts';
import { catalog } from '../../../fixtures/start-line/catalog.ts';
import { stages } from '../../../fixtures/start-line/stages.ts';

const prod: Chain = { types: catalog, stage: stages.prod };

/** The chain with every value that the plan derives written into the catalog. */
function advised(chain: Chain): Chain {
  const plan = planChain(chain.types, chain.stage);
  return plan.types
    .flatMap(({ type, topology }) =>
      PROCESSING_SETTINGS.flatMap((setting): Change[] => {
        const { value } = processingSetting(topology, setting);
        return value === undefined ? [] : [{ type: type.type, setting, value }];
      }),
    )
    .reduce(applyChange, chain);
}

describe('the shipped catalog', () => {
  it.each(Object.values(shippedStages).map((stage) => [stage.name, stage] as const))(
    'passes in stage %s, as it is and with every derived value written out',
    (_name, stage) => {
      const chain = { types: shippedCatalog, stage };
      const failing = (of: Chain) => checkChain(of).findings.filter(({ level }) => level === 'fails');
      expect(failing(chain)).toEqual([]);
      expect(failing(advised(chain))).toEqual([]);
    },
  );
});

describe('a chain of the right size', () => {
  it.each(Object.values(stages).map((stage) => [stage.name, stage] as const))(
    'passes in stage %s without a warning, as it is and with every derived value written out',
    (_name, stage) => {
      const chain = { types: catalog, stage };
      expect(checkChain(chain).findings).toEqual([]);
      expect(checkChain(advised(chain)).findings).toEqual([]);
    },
  );
});

/** One setting made worse, and the check whose message must name it. */
const WORSE: readonly (readonly [string | undefined, string, SettingValue, string])[] = [
  ['location.pinged', 'batchSize', 1, 'handler-rate'],
  ['location.pinged', 'batchSize', 10_000, 'waste-batch'],
  ['clue.solved', 'batchSize', 10_000, 'waste-batch'],
  ['clue.solved', 'batchingWindowSeconds', 1, 'latency'],
  ['clue.solved', 'parallelizationFactor', 1, 'handler-rate'],
  ['clue.solved', 'parallelizationFactor', 10, 'worker-concurrency'],
  ['location.pinged', 'reservedConcurrency', 1, 'handler-rate'],
  ['clue.viewed', 'reservedConcurrency', 2, 'worker-concurrency'],
  ['location.pinged', 'reservedConcurrency', 100, 'waste-reserved'],
  ['location.pinged', 'reservedConcurrency', 2_000, 'account-concurrency'],
  ['clue.solved', 'memoryMb', 128, 'handler-rate'],
  ['location.pinged', 'memoryMb', 4_096, 'waste-memory'],
  ['clue.solved', 'timeoutSeconds', 1, 'batch-timeout'],
  ['location.pinged', 'timeoutSeconds', 900, 'retry-age'],
  ['clue.solved', 'timeoutSeconds', 300, 'long-timeout'],
  ['clue.solved', 'retryAttempts', 0, 'few-retries'],
  ['clue.solved', 'retryAttempts', 10_000, 'retry-age'],
  ['clue.solved', 'maxRecordAgeSeconds', 60, 'retry-age'],
  ['clue.solved', 'maxRecordAgeSeconds', 604_800, 'waste-retention'],
  ['clue.solved', 'bisectBatchOnError', false, 'no-bisect'],
  ['location.pinged', 'maxEventsPerEntry', 1, 'waste-packing'],
  ['location.pinged', 'partitionKey', 'data.huntId', 'hot-key'],
  ['clue.solved', 'latencyObjective.milliseconds', 500, 'latency'],
  ['clue.solved', 'latencyObjective.percentile', 99.999, 'latency'],
  [undefined, 'region', 'eu-west-3', 'region-quota'],
  [undefined, 'streamCapacity', 'one-shard', 'stream'],
  [undefined, 'streamCapacity', 'on-demand', 'stream'],
  [undefined, 'throttle.requestsPerSecond', 1_000, 'request-throttle'],
  [undefined, 'throttle.requestsPerSecond', 9_000, 'stream'],
  [undefined, 'throttle.requestsPerSecond', 20_000, 'region-quota'],
  [undefined, 'accountConcurrency', 200, 'account-requests'],
  [undefined, 'accountConcurrency', 300, 'account-concurrency'],
  [undefined, 'leaderboardShards', 1, 'leaderboard'],
  [undefined, 'throttle.burst', 10, 'small-burst'],
  [undefined, 'throttle.burst', 9_000, 'region-quota'],
];

describe('a setting made worse, all others as advised', () => {
  const good = advised(prod);

  it.each(WORSE)('%s %s %s is reported by %s, which names it', (type, setting, value, check) => {
    const change = { ...(type === undefined ? {} : { type }), setting, value };
    const { findings } = checkChain(applyChange(good, change));
    const own = findings.filter((finding) => finding.check === check);
    expect(findings.map((finding) => finding.check)).toContain(check);
    const remedies = own.flatMap(({ changes }) => changes);
    const name = setting.split('.').at(-1) ?? setting;
    expect(own.map(({ message }) => message).join('\n')).toContain(name);
    // A stricter percentile is met by a faster handler, not by a weaker objective.
    if (name !== 'percentile') expect(remedies.map(({ setting: remedy }) => remedy)).toContain(setting);
  });

  it('names what AWS offers for a key that cannot spread, and its conditions, only for such a key', () => {
    const change = { type: 'location.pinged', setting: 'partitionKey', value: 'data.huntId' };
    for (const { check, message } of checkChain(applyChange(good, change)).findings) {
      if (check === 'hot-key') {
        expect(message).toContain('RecordDistributionStrategy AUTO');
        expect(message).toContain('only on on-demand streams, and without any order');
      } else expect(message).not.toContain('RecordDistributionStrategy');
    }
  });

  it('reports what retention beyond a day costs in the mode of the stage', () => {
    const longer = applyChange(good, { type: 'clue.solved', setting: 'maxRecordAgeSeconds', value: 604_800 });
    const costIn = (streamCapacity: string) => {
      const { findings } = checkChain(applyChange(longer, { setting: 'streamCapacity', value: streamCapacity }));
      const { message = '' } = findings.find(({ check }) => check === 'waste-retention') ?? {};
      return Number(/costs \$([\d.,]+) a month/.exec(message)?.[1]);
    };
    // A shard at 0.02 dollars an hour; on-demand at 0.10 dollars a GB-month.
    expect(costIn('planned')).toBeCloseTo(14.6, 1);
    const plan = planChain(longer.types, longer.stage).types.find(({ type }) => type.type === 'clue.solved');
    if (plan === undefined) throw new Error('the fixture has clue.solved');
    const gigabytes = (monthOfStream(plan, true).onDemandBytesIn * 6 * 24) / 730 / 2 ** 30;
    expect(costIn('on-demand') / (gigabytes * 0.1)).toBeCloseTo(1, 1);
  });

  it('is tested for every setting of processing', () => {
    const covered = new Set(WORSE.map(([, setting]) => setting));
    expect(PROCESSING_SETTINGS.filter((setting) => !covered.has(setting))).toEqual([]);
  });

  it("passes with the change that the failure's message names", () => {
    for (const [type, setting, value] of WORSE) {
      const worse = applyChange(good, { ...(type === undefined ? {} : { type }), setting, value });
      for (const finding of checkChain(worse).findings.filter(({ level }) => level === 'fails')) {
        expect(finding.changes.length, finding.message).toBeGreaterThan(0);
        const mended = checkChain(finding.changes.reduce(applyChange, worse)).findings;
        const still = mended.filter((each) => each.check === finding.check && each.type === finding.type);
        expect(
          still.filter(({ hop }) => hop === finding.hop),
          finding.message,
        ).toEqual([]);
      }
    }
  });
});

describe.each([
  ['the post-mortem', postMortem, [500, 500], 'game.played', '10,000 events/s', '2,000 events/s'],
  ['its own cure', itsCure, [1_000, 250], 'game.moved', '5,000 events/s', '2,500 events/s'],
] as const)('%s', (_name, types, requests, type, arriving, handled) => {
  const chain = { types, stage: stageFor(requests[0], requests[1]) };
  const failing = checkChain(chain).findings.filter(({ level }) => level === 'fails');

  it('fails with the type, the hop, both rates and the smallest change, once for each type', () => {
    expect(failing.map(({ type: name }) => name)).toEqual(types.map((each) => each.type));
    const message = failing[0]?.message ?? '';
    expect(message).toMatch(new RegExp(`^${type}: handler: `));
    expect(message).toContain(arriving);
    expect(message).toContain(handled);
    expect(message).toContain(`Smallest change: ${nameOf({ type, setting: 'reservedConcurrency' })} from`);
  });

  it('passes with that change', () => {
    const mended = failing.flatMap(({ changes }) => changes).reduce(applyChange, chain);
    expect(checkChain(mended).findings.filter(({ level }) => level === 'fails')).toEqual([]);
  });

  it('still fails with one step less', () => {
    const less = failing
      .flatMap(({ changes }) => changes)
      .map((change) => ({ ...change, value: Number(change.value) - 1 }))
      .reduce(applyChange, chain);
    expect(checkChain(less).findings.filter(({ level }) => level === 'fails')).not.toEqual([]);
  });
});

describe('the post-mortem in an account as AWS gives it', () => {
  it('is not solved by more workers alone: one record at a time needs more requests than Lambda allows the account', () => {
    const { accountConcurrency: _raised, ...stage } = stageFor(500);
    const [first] = checkChain({ types: postMortem, stage }).findings;
    expect(first?.changes.map(({ setting }) => setting)).toContain('batchSize');
    const workers = { type: 'game.played', setting: 'reservedConcurrency', value: 150 };
    const [next] = checkChain(applyChange({ types: postMortem, stage }, workers)).findings;
    expect(next?.message).toMatch(
      /^Lambda requests: 11,\d{3} invocations\/s arrive at peak; the limit is 10,000 .*batchSize from 1 to 2\. Or request 1,\d{3} for the quota "Concurrent executions", and state/,
    );
  });
});

describe('an accepted risk', () => {
  const risk = { check: 'handler-rate', reason: 'A demonstration of falling behind.' } as const;
  const worse = applyChange(prod, { type: 'clue.solved', setting: 'parallelizationFactor', value: 1 });

  it('of a type no longer fails, and stays in the output with its reason', () => {
    const types = worse.types.map((type) => (type.type === 'clue.solved' ? { ...type, acceptedRisks: [risk] } : type));
    const { findings } = checkChain({ ...worse, types });
    expect(findings.map(({ level }) => level)).toEqual(['accepted']);
    expect(findings[0]?.message).toContain(`Accepted: ${risk.reason}`);
  });

  it('of the stage applies to all types; another risk does not', () => {
    const accept = (acceptedRisks: Chain['stage']['acceptedRisks']) =>
      checkChain({ ...worse, stage: { ...worse.stage, ...(acceptedRisks === undefined ? {} : { acceptedRisks }) } });
    expect(accept([risk]).findings.map(({ level }) => level)).toEqual(['accepted']);
    expect(accept([{ ...risk, check: 'latency' }]).findings.map(({ level }) => level)).toEqual(['fails']);
  });
});

describe('the checks', () => {
  it('each have a test here that makes them fire', () => {
    const tables = { type: 'clue.solved', setting: 'traffic.peakEventsPerSecond', value: 40_000 };
    const onDemand = applyChange(applyChange(prod, { setting: 'streamCapacity', value: 'on-demand' }), {
      type: 'location.pinged',
      setting: 'traffic.peakEventsPerSecond',
      value: 6_000,
    });
    const fired = [
      ...WORSE.flatMap(
        ([type, setting, value]) =>
          checkChain(applyChange(advised(prod), { ...(type === undefined ? {} : { type }), setting, value })).findings,
      ),
      ...checkChain(applyChange(prod, tables)).findings,
      ...checkChain(applyChange(prod, { setting: 'trafficScale', value: 4 })).findings,
      ...checkChain(onDemand).findings,
    ];
    const names = new Set(fired.map(({ check }) => check));
    expect(CHECKS.filter((check) => !names.has(check))).toEqual([]);
  });

  it('take no noticeable time: at least a hundred catalogs a second', () => {
    const before = performance.now();
    for (let run = 0; run < 100; run += 1) checkChain(prod);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
