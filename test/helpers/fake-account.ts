import { pascalName } from '../../catalog/names.ts';
import { findStage } from '../../catalog/stage-named.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { COLD } from '../../core/capacity/model/table-demand.ts';
import type { TableThroughput } from '../../core/capacity/model/throughput.ts';
import { accountConcurrencyOf } from '../../core/capacity/model/workload.ts';
import { planChain } from '../../core/capacity/plan/chain.ts';
import { partitionOf } from '../../core/partition.ts';
import { limitIn, REGIONAL_LIMITS } from '../../core/regional-limits.ts';
import type { AccountReader, DeployedStack, StackResource } from '../../tools/shared/aws/account-reader.ts';
import type { TargetSources } from '../../tools/shared/aws/deployment-target.ts';
import { catalog } from '../fixtures/start-line/catalog.ts';
import { stages as fixtures } from '../fixtures/start-line/stages.ts';

export const ACCOUNT = '111122223333';
/** 2026-11-27T12:00:00Z. */
export const NOW = 1_795_780_800_000;

const { region: _region, ...dev } = fixtures.dev;

/** The fixture's stages as they are deployed: `dev` to the caller's region, and `prod` keeps what it holds. */
export const stages = {
  ...fixtures,
  dev: dev as StageConfig,
  prod: {
    ...fixtures.prod,
    authentication: {
      issuer: 'https://issuer.example.com/',
      audience: 'cairn',
      jwksUri: 'https://issuer.example.com/.well-known/jwks.json',
    },
    retainState: true,
    acceptedRisks: [{ check: 'alarm-subscriber', reason: 'Nobody is alarmed by a fixture.' }],
  } satisfies StageConfig,
} as const;

/** `stageNamed` among these. */
export const stageNamed = (name: string, owner?: string): StageConfig => findStage(stages, name, owner);

/** An account without anything of ours, with AWS's default quotas of `region`; `changes` take the place of its answers. */
export function fakeAccount(region: string, changes: Partial<AccountReader> = {}): AccountReader {
  return {
    identity: async () => ({ account: ACCOUNT }),
    concurrency: async () => ({ limit: 1_000, unreserved: 1_000 }),
    gateway: async () => ({
      logRoleArn: `arn:${partitionOf(region).name}:iam::${ACCOUNT}:role/api-gateway-logs`,
      requestsPerSecond: limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, region),
      burst: limitIn(REGIONAL_LIMITS.apiGatewayBurst, region),
    }),
    bootstrapVersion: async () => 28,
    publishesPerSecond: async () => limitIn(REGIONAL_LIMITS.putEventsPerSecond, region),
    targetInvocationsPerSecond: async () => limitIn(REGIONAL_LIMITS.targetInvocationsPerSecond, region),
    shards: async () => ({ limit: 500, open: 0 }),
    stack: async () => undefined,
    changingStacks: async () => [],
    madeByStack: async () => [],
    archivesOf: async () => [],
    stream: async (name) => {
      throw new Error(`there is no stream ${name}`);
    },
    mapping: async (id) => {
      throw new Error(`there is no mapping ${id}`);
    },
    governorMode: async (name) => {
      throw new Error(`there is no function ${name}`);
    },
    queuedMessages: async () => 0,
    warmth: async (name) => {
      throw new Error(`there is no table ${name}`);
    },
    ...changes,
  };
}

/** CDK's eight characters behind a logical id, and CloudFormation's twelve behind a physical one. */
const HASH = '0A1B2C3D';
const SUFFIX = 'ABCDEFGHIJKL';

function resource(stack: string, id: string, type: string, physicalId?: string): StackResource {
  const logicalId = `${id}${HASH}`;
  return { logicalId, physicalId: physicalId ?? `${stack}-${logicalId}-${SUFFIX}`, type };
}

export function stackArn(name: string, region = 'us-east-1', uuid = '11111111-1111-1111-1111-111111111111'): string {
  return `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/${name}/${uuid}`;
}

/** A stack of `stage` that is deployed with the fixture's catalog, since a week. */
export function deployedStack(stage: StageConfig, changes: Partial<DeployedStack> = {}): DeployedStack {
  const name = `cairn-${stage.name}`;
  return {
    id: stackArn(name),
    status: 'UPDATE_COMPLETE',
    isProtected: stage.protected,
    changedAt: NOW - 7 * 86_400_000,
    resources: [
      resource(name, 'Table', 'AWS::DynamoDB::Table'),
      ...catalog.flatMap(({ type }) => [
        resource(name, `${pascalName(type)}Stream`, 'AWS::Kinesis::Stream'),
        resource(
          name,
          `${pascalName(type)}RuleFailures`,
          'AWS::SQS::Queue',
          `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}-${pascalName(type)}RuleFailures${HASH}-${SUFFIX}`,
        ),
      ]),
    ],
    eventTypes: Object.fromEntries(
      planChain(catalog, stage).types.map(({ type, topology }) => [
        type.type,
        { retired: false, maxRecordAgeSeconds: topology.mapping.maxRecordAgeSeconds.value },
      ]),
    ),
    ...changes,
  };
}

/** An account that has what `stage` says of it, and in which the stage is deployed as planned; its streams have `shardsOf` open shards, its table is `warm`. */
export function accountWith(
  stage: StageConfig,
  {
    deployed = deployedStack(stage),
    shardsOf = (planned) => planned,
    warm = { table: COLD, index: COLD },
    ...changes
  }: Partial<AccountReader> & {
    readonly deployed?: DeployedStack;
    readonly shardsOf?: (planned: number) => number;
    readonly warm?: TableThroughput;
  } = {},
): AccountReader {
  const plans = planChain(catalog, stage).types;
  const openOf = (name: string) => {
    const plan = plans.find(({ type }) => name.includes(`-${pascalName(type.type)}Stream`));
    return plan === undefined ? 1 : shardsOf(plan.topology.stream.shards.value);
  };
  const open = plans.reduce((sum, { topology }) => sum + shardsOf(topology.stream.shards.value), 0);
  const limit = accountConcurrencyOf(stage);
  return fakeAccount(stage.region ?? 'us-east-1', {
    concurrency: async () => ({ limit, unreserved: limit }),
    stack: async (name) => (name === `cairn-${stage.name}` ? deployed : undefined),
    shards: async () => ({ limit: 500, open }),
    stream: async (name) => ({ openShards: openOf(name), isOnDemand: false }),
    warmth: async () => ({ status: 'ACTIVE', table: warm.table, indexes: { leaderboard: warm.index } }),
    madeByStack: async () =>
      deployed.resources.map(({ logicalId }) => ({
        arn: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/${logicalId}`,
        stackId: deployed.id,
      })),
    ...changes,
  });
}

/** An environment that holds these variables, and profiles with these regions. */
export function sourcesOf(
  variables: TargetSources['variables'],
  regions: Readonly<Record<string, string>> = {},
): () => Promise<TargetSources> {
  return async () => ({ variables, regionOfProfile: async (profile) => regions[profile] });
}
