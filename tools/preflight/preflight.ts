import type { Contract } from '../../catalog/contract.ts';
import type { EventDefinition } from '../../catalog/definition.ts';
import { pascalName } from '../../catalog/names.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { type ChainPlan, planChain } from '../../core/capacity/plan/chain.ts';
import { InputError, withCauses } from '../../core/errors.ts';
import { type AccountReader, type DeployedStack, resourceOf, stackName } from '../shared/aws/account-reader.ts';
import { checkBootstrap, checkIssuer, checkLogRole } from './checks/account.ts';
import { checkGovernor } from './checks/governor.ts';
import { checkLeftovers, type Leftover, leftoversOf } from './checks/leftovers.ts';
import { checkMappings, type DeployedMapping } from './checks/mappings.ts';
import {
  checkConcurrency,
  checkGatewayThrottle,
  checkPublishRate,
  checkShards,
  checkTargetInvocations,
} from './checks/quotas.ts';
import { checkRegion } from './checks/region.ts';
import { checkReleasedTypes } from './checks/released-types.ts';
import { checkRemovedType, type RemovedType } from './checks/removed-types.ts';
import { checkOtherStacks, checkProtection, checkStack, isDeployed } from './checks/stack.ts';
import { checkStreams, type DeployedStream } from './checks/streams.ts';
import { checkWarmth } from './checks/warmth.ts';
import type { Finding } from './finding.ts';
import type { Place } from './place.ts';

export interface PreflightInput {
  readonly stage: StageConfig;
  /** How the command line names it, such as `--stage dev --owner ada`. */
  readonly stageOptions: string;
  readonly catalog: readonly EventDefinition[];
  /** The released versions (catalog/contract.json). */
  readonly contract: Contract;
  readonly place: Place;
  readonly reader: AccountReader;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Finds everything that would fail if a stage were deployed into the account that `reader` reads. Changes nothing
 * there.
 */
export async function preflight(input: PreflightInput): Promise<readonly Finding[]> {
  const { stage, catalog, contract, place, reader } = input;
  const plan = planChain(catalog, stage);
  const groups = await Promise.all([
    [...checkRegion(stage, place), checkIssuer(stage), ...checkReleasedTypes(stage, catalog, contract)],
    examine('CDK bootstrap', async () => [checkBootstrap(await reader.bootstrapVersion(), place)]),
    examine('API Gateway', async () => {
      const gateway = await reader.gateway();
      return [checkLogRole(gateway, place), checkGatewayThrottle(stage, plan.topology.api, gateway)];
    }),
    examine('Lambda concurrency', async () => [checkConcurrency(stage, plan, await reader.concurrency(), place)]),
    examine('EventBridge PutEvents', async () => [
      checkPublishRate(stage, plan, await reader.publishesPerSecond(), place),
    ]),
    examine('EventBridge target invocations', async () => [
      checkTargetInvocations(stage, plan, await reader.targetInvocationsPerSecond(), place),
    ]),
    examine('Stack', () => examineStack(input, plan)),
    examine('Other stages', async () => [checkOtherStacks(stackName(stage), await reader.changingStacks())]),
  ]);
  return groups.flat();
}

/**
 * A check that cannot read its answer gives one finding, and the other checks continue: a missing permission, a service
 * that the region does not have, a network that fails once. A fault that affects all checks (no credentials, no
 * region), or a fault of ours, ends the preflight.
 */
async function examine(subject: string, check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof InputError || error instanceof TypeError || error instanceof RangeError) throw error;
    return [{ level: 'unknown', subject, message: `could not be read: ${withCauses(error)}` }];
  }
}

/** Checks that depend on the deployed stack. */
async function examineStack(input: PreflightInput, plan: ChainPlan): Promise<readonly Finding[]> {
  const { stage, place, reader, stageOptions } = input;
  const name = stackName(stage);
  const stack = await reader.stack(name);
  const deployed = isDeployed(stack) ? stack : undefined;
  const groups = await Promise.all([
    [checkStack(name, stack, place), checkProtection(stage, stack)],
    examine('Leftovers', async () => {
      const dead = stack === undefined || stack.status === 'ROLLBACK_COMPLETE';
      const arns = leftoversOf(await reader.madeByStack(name), dead ? undefined : stack.id);
      const leftovers = await Promise.all(arns.map((arn) => withArchives(arn, reader)));
      return [checkLeftovers(name, leftovers, place)];
    }),
    examine('Kinesis shards', async () => {
      const streams = deployed === undefined ? [] : await streamsOf(input, deployed);
      const own = streams.reduce((sum, { openShards }) => sum + openShards, 0);
      return [checkShards(stage, plan, await reader.shards(), own), ...checkStreams(stage, plan, streams, place)];
    }),
    examine('Source mappings', async () =>
      deployed === undefined ? [] : checkMappings(plan, await mappingsOf(input, deployed)),
    ),
    examine('Governor', async () => {
      if (deployed === undefined) return [];
      const governor = resourceOf(deployed, 'AWS::Lambda::Function', 'GovernorFunction');
      return checkGovernor(stage, governor === undefined ? 'off' : await reader.governorMode(governor.physicalId));
    }),
    examine('Table warmth', async () => {
      const table = deployed && resourceOf(deployed, 'AWS::DynamoDB::Table', 'Table');
      return [checkWarmth(plan, table && (await reader.warmth(table.physicalId)), stageOptions)];
    }),
    examine('Removed event types', async () =>
      deployed === undefined ? [] : (await removedTypes(input, deployed)).map(checkRemovedType),
    ),
  ]);
  return groups.flat();
}

async function withArchives(arn: string, reader: AccountReader): Promise<Leftover> {
  return { arn, archives: /:events:.*:event-bus\//.test(arn) ? await reader.archivesOf(arn) : [] };
}

async function streamsOf(
  { catalog, reader }: PreflightInput,
  stack: DeployedStack,
): Promise<readonly DeployedStream[]> {
  const streams = catalog.map(async ({ type }): Promise<readonly DeployedStream[]> => {
    const resource = resourceOf(stack, 'AWS::Kinesis::Stream', `${pascalName(type)}Stream`);
    if (resource === undefined) return [];
    return [{ type, name: resource.physicalId, ...(await reader.stream(resource.physicalId)) }];
  });
  return (await Promise.all(streams)).flat();
}

async function mappingsOf(
  { catalog, reader }: PreflightInput,
  stack: DeployedStack,
): Promise<readonly DeployedMapping[]> {
  const mappings = catalog.map(async ({ type }): Promise<readonly DeployedMapping[]> => {
    const resource = resourceOf(stack, 'AWS::Lambda::EventSourceMapping', `${pascalName(type)}SourceMapping`);
    return resource === undefined ? [] : [{ type, ...(await reader.mapping(resource.physicalId)) }];
  });
  return (await Promise.all(mappings)).flat();
}

async function removedTypes(
  { catalog, reader, now }: PreflightInput,
  stack: DeployedStack,
): Promise<readonly RemovedType[]> {
  const kept = new Set<string>(catalog.map(({ type }) => type));
  const removed = Object.entries(stack.eventTypes ?? {}).filter(([type]) => !kept.has(type));
  return Promise.all(
    removed.map(async ([type, deployed]): Promise<RemovedType> => {
      const queue = resourceOf(stack, 'AWS::SQS::Queue', `${pascalName(type)}RuleFailures`);
      const queued = queue === undefined ? {} : { [queue.physicalId]: await reader.queuedMessages(queue.physicalId) };
      return { type, ...deployed, unchangedSeconds: (now - stack.changedAt) / 1_000, queued };
    }),
  );
}
