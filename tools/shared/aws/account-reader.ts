import type { Throughput } from '../../../core/capacity/model/throughput.ts';
import type { GovernorMode } from '../../../core/capacity/model/workload.ts';

/**
 * Reads what an AWS account has in one region. Each method asks one question, and throws {@link AccessRefused} if the
 * caller may not ask it.
 */
export interface AccountReader {
  identity(): Promise<{ readonly account: string }>;
  /** Lambda's concurrency in the region: the quota, and the part that no function has reserved. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** API Gateway's settings for the account and region. */
  gateway(): Promise<{
    /** The role with which API Gateway writes access logs; left out if none is set. */
    readonly logRoleArn?: string;
    readonly requestsPerSecond: number;
    readonly burst: number;
  }>;
  /** Version of the CDK bootstrap stack, if there is one. */
  bootstrapVersion(): Promise<number | undefined>;
  /** EventBridge PutEvents calls a second. */
  publishesPerSecond(): Promise<number>;
  /** EventBridge's invocations of rule targets a second. */
  targetInvocationsPerSecond(): Promise<number>;
  /** Kinesis shards in the region: the quota, and the open ones. */
  shards(): Promise<{ readonly limit: number; readonly open: number }>;
  /** The stack with that name; `undefined` if there is none. */
  stack(name: string): Promise<DeployedStack | undefined>;
  /** Stacks that CloudFormation is creating, rolling back or deleting. */
  changingStacks(): Promise<readonly { readonly name: string; readonly status: string }[]>;
  /** Resources that a stack of that name created, this one or an earlier one. */
  madeByStack(name: string): Promise<readonly MadeResource[]>;
  /** Names of an event bus's archives, which AWS does not tag. */
  archivesOf(eventBusArn: string): Promise<readonly string[]>;
  stream(name: string): Promise<{ readonly openShards: number; readonly isOnDemand: boolean }>;
  /** What a source mapping is set to. @param id its UUID */
  mapping(id: string): Promise<LiveMapping>;
  /** What the deployed governor may do. @param functionName of its function */
  governorMode(functionName: string): Promise<Exclude<GovernorMode, 'off'>>;
  /** Messages in a queue, waiting or in flight. */
  queuedMessages(queueUrl: string): Promise<number>;
  warmth(tableName: string): Promise<TableWarmth>;
}

export interface DeployedStack {
  /** The stack's ARN. A deleted stack of the same name had another. */
  readonly id: string;
  readonly status: string;
  readonly isProtected: boolean;
  /** When the stack was created or last updated, in milliseconds since the epoch. */
  readonly changedAt: number;
  readonly resources: readonly StackResource[];
  /**
   * Event types of the deployed template, by name (`STACK_METADATA` of core/stack-metadata.ts); `undefined` if the
   * template has none.
   */
  readonly eventTypes: Readonly<Record<string, DeployedType>> | undefined;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** An event type in a deployed template. */
export interface DeployedType {
  readonly retired: boolean;
  readonly maxRecordAgeSeconds: number;
}

export interface MadeResource {
  readonly arn: string;
  /** ARN of the stack that created it. */
  readonly stackId: string | undefined;
}

/** Settings of a source mapping that the governor may change. */
export interface LiveMapping {
  readonly isEnabled: boolean;
  readonly batchSize: number;
  readonly parallelizationFactor: number;
  readonly maxRecordAgeSeconds: number;
}

/** Warm throughput of a table and its indexes. */
export interface TableWarmth {
  /** `UPDATING` while AWS still warms it. */
  readonly status: string;
  readonly table: Throughput;
  readonly indexes: Readonly<Record<string, Throughput>>;
}

/** The caller may not read this; other questions may still be allowed. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}

/** The name that lib/cairn-stack.ts gives the stack. */
export function stackName(stage: { readonly name: string }): string {
  return `cairn-${stage.name}`;
}

/** The resource with the logical id `id` plus eight characters of CDK; `undefined` if the stack has none. */
export function resourceOf(
  { resources }: Pick<DeployedStack, 'resources'>,
  type: string,
  id: string,
): StackResource | undefined {
  return resources.find(
    (each) => each.type === type && each.logicalId.startsWith(id) && each.logicalId.length === id.length + 8,
  );
}
