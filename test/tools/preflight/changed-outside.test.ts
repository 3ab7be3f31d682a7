import { describe, expect, it } from 'vitest';
import type { StageConfig } from '../../../catalog/stages.ts';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { checkGovernor } from '../../../tools/preflight/checks/governor.ts';
import { checkMappings } from '../../../tools/preflight/checks/mappings.ts';
import { checkStreams, type DeployedStream } from '../../../tools/preflight/checks/streams.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';
import { accountWith, deployedStack } from '../../helpers/fake-account.ts';
import { findingsOf, OWN_ISSUER } from './findings.ts';

const plan = planChain(catalog, stages.prod);
const [type] = plan.topology.types;
if (type === undefined) throw new Error('the fixture has a type');
const { batchSize, parallelizationFactor, maxRecordAgeSeconds } = type.mapping;
const live = {
  type: type.type,
  isEnabled: true,
  batchSize: batchSize.value,
  parallelizationFactor: parallelizationFactor.value,
  maxRecordAgeSeconds: maxRecordAgeSeconds.value,
};

describe('A source mapping', () => {
  it('that is as the template has it is no finding', () => {
    expect(checkMappings(plan, [live])).toMatchObject([{ level: 'ok' }]);
  });

  it('that is paused, with a raised record age, is named: a deployment may enable it again', () => {
    const [finding] = checkMappings(plan, [{ ...live, isEnabled: false, maxRecordAgeSeconds: 86_400 }]);
    expect(finding).toMatchObject({ level: 'warning', subject: `Source mapping of ${type.type}` });
    expect(finding?.message).toContain(
      `it is disabled → may be enabled, maxRecordAgeSeconds 86400 → ${maxRecordAgeSeconds.value}`,
    );
  });
});

describe('A stream', () => {
  const { stream } = type;
  const planned = stream.shards.value;
  const place = { region: 'us-east-1' } as Parameters<typeof checkStreams>[3];
  const { governor: _none, ...without } = stages.prod;
  const found = (stage: StageConfig, change: Partial<DeployedStream>) =>
    checkStreams(
      stage,
      plan,
      [{ type: type.type, name: 'stream', openShards: planned, isOnDemand: false, ...change }],
      place,
    )[0];

  it('that has grown is a warning: a deployment that changes its shards in the template would shrink it', () => {
    for (const stage of [without, { ...stages.prod, governor: 'act' } as const]) {
      const finding = found(stage, { openShards: 2 * planned });
      expect(finding?.level).toBe('warning');
      expect(finding?.message).toContain(`${2 * planned} open, ${planned} in the template`);
      expect(finding?.message).toMatch(/changes the template's number shrinks it; another leaves it/);
    }
  });

  it('that has grown to more than twice the plan says that such a deployment would fail', () => {
    const finding = found({ ...stages.prod, governor: 'act' }, { openShards: 5 * planned });
    expect(finding?.message).toContain('would fail: Kinesis divides by 2 at most in one change');
  });

  it('that a deployment would more than double is named with the steps before it', () => {
    const large = planChain(catalog, { ...stages.prod, trafficScale: 100 * stages.prod.trafficScale });
    const shards = large.topology.types.find((each) => each.type === type.type)?.stream.shards.value ?? 0;
    expect(shards).toBeGreaterThan(2 * planned);
    const [finding] = checkStreams(
      stages.prod,
      large,
      [{ type: type.type, name: 'stream', openShards: planned, isOnDemand: false }],
      place,
    );
    expect(finding).toMatchObject({ level: 'fails', remedy: expect.stringContaining('update-shard-count') });
    expect(finding?.message).toContain(`${planned} → ${2 * planned} → `);
  });

  it('whose mode is not the template’s is named with both', () => {
    expect(found(without, { isOnDemand: true })).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^on-demand with \d+ open shards, provisioned in the template/),
    });
    const onDemand = planChain(catalog, { ...without, streamCapacity: 'on-demand' });
    const [finding] = checkStreams(
      without,
      onDemand,
      [{ type: type.type, name: 'stream', openShards: planned, isOnDemand: false }],
      place,
    );
    expect(finding?.message).toMatch(/^provisioned with \d+ open shards, on-demand in the template/);
  });
});

describe('The governor', () => {
  it('is compared with the deployed one', () => {
    expect(checkGovernor({ ...stages.prod, governor: 'act' }, 'act')).toMatchObject([{ message: 'act, as deployed.' }]);
    expect(checkGovernor({ ...stages.prod, governor: 'off' }, 'off')).toEqual([]);
    expect(checkGovernor({ ...stages.prod, governor: 'act' }, 'observe')).toMatchObject([
      { level: 'ok', message: 'observe → act with this deployment.' },
    ]);
  });

  it('that acts and would no longer is a warning: what it has paused stays paused', () => {
    for (const governor of ['observe', 'off'] as const) {
      expect(checkGovernor({ ...stages.prod, governor }, 'act')).toMatchObject([
        {
          level: 'warning',
          message: expect.stringContaining(`act → ${governor} with this deployment: nothing enables a mapping`),
        },
      ]);
    }
  });

  it('is read from the function of the deployed stack', async () => {
    const stage = { ...OWN_ISSUER, protected: true };
    const deployed = deployedStack(stage);
    const resources = [
      ...deployed.resources,
      { logicalId: 'GovernorFunction0A1B2C3D', physicalId: 'governor', type: 'AWS::Lambda::Function' },
    ];
    const account = accountWith(stage, {
      deployed: { ...deployed, resources },
      governorMode: async (name) => (name === 'governor' ? 'act' : 'observe'),
    });
    const finding = (await findingsOf({ ...stage, governor: 'off' }, account)).find(
      ({ subject }) => subject === 'Governor',
    );
    expect(finding?.message).toContain('act → off');
  });
});
