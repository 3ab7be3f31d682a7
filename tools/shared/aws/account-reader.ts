import type { Throughput } from '../../../core/capacity/model/throughput.ts';

/** What an AWS account has in one region. Each method is one question; a refused one throws {@link AccessRefused}. */
export interface AccountReader {
  identity(): Promise<{ readonly account: string }>;
  /** Lambda's concurrency in the region: the quota, and what no function has reserved. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** API Gateway's settings for the account and region. */
  gateway(): Promise<{
    /** The role in which it writes access logs; left out if none is set. */
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
  /** Kinesis shards of the region: the quota and those in use. */
  shards(): Promise<{ readonly limit: number; readonly open: number }>;
  /** The stack of that name; `undefined` where there is none. */
  stack(name: string): Promise<DeployedStack | undefined>;
  /** Stacks that are being created, rolled back or deleted now. */
  changingStacks(): Promise<readonly { readonly name: string; readonly status: string }[]>;
  /** Resources that a stack of that name made, this one or an earlier one. */
  madeByStack(name: string): Promise<readonly MadeResource[]>;
  /** Names of the archives of an event bus, which AWS does not tag. */
  archivesOf(eventBusArn: string): Promise<readonly string[]>;
  stream(name: string): Promise<{ readonly openShards: number; readonly isOnDemand: boolean }>;
  /** Messages that wait in a queue or are with a consumer. */
  queuedMessages(queueUrl: string): Promise<number>;
  warmth(tableName: string): Promise<TableWarmth>;
}

export interface DeployedStack {
  /** Its ARN: a stack of the same name that was deleted had another. */
  readonly id: string;
  readonly status: string;
  readonly isProtected: boolean;
  /** When it was created or last updated, in milliseconds since the epoch. */
  readonly changedAt: number;
  readonly resources: readonly StackResource[];
  /** Event types of the deployed template, by name (`STACK_METADATA` of lib/); `undefined` where it tells none. */
  readonly eventTypes: Readonly<Record<string, DeployedType>> | undefined;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** An event type as a deployed template has it. */
export interface DeployedType {
  readonly retired: boolean;
  readonly maxRecordAgeSeconds: number;
}

export interface MadeResource {
  readonly arn: string;
  /** The stack that made it, by its ARN. */
  readonly stackId: string | undefined;
}

/** What table and indexes take at once. */
export interface TableWarmth {
  /** `UPDATING` while AWS still warms it. */
  readonly status: string;
  readonly table: Throughput;
  readonly indexes: Readonly<Record<string, Throughput>>;
}

/** The caller may not read this; the others may still be readable. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}

/** As lib/cairn-stack.ts names it. */
export function stackName(stage: { readonly name: string }): string {
  return `cairn-${stage.name}`;
}

/** The resource whose logical id is `id` and eight characters of CDK's; `undefined` where the stack has none. */
export function resourceOf({ resources }: DeployedStack, type: string, id: string): StackResource | undefined {
  return resources.find(
    (each) => each.type === type && each.logicalId.startsWith(id) && each.logicalId.length === id.length + 8,
  );
}
