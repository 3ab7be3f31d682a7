import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { KinesisStream } from 'aws-cdk-lib/aws-events-targets';
import { type CfnStream, ShardLevelMetrics, Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup } from 'constructs';
import type { EventChainTopology, ShardMetric } from '../core/chain/event-chain.ts';
import { storageSettings } from '../core/chain/storage.ts';
import { type Workload, workloadTopology } from '../core/chain/workload.ts';
import { LIMITS } from '../core/limits.ts';
import { eventChainAlarms } from '../core/monitoring/event-chain-alarms.ts';
import type { ChainSubject, Subject } from '../core/monitoring/signal.ts';
import { grantSendByRule, ruleName } from './event-bus.ts';
import { FailureBucket } from './failure-bucket.ts';
import { MessageQueue } from './message-queue.ts';
import { Alarms } from './monitoring/alarms.ts';
import { functionSize, NodeFunction } from './node-function.ts';
import { SourceMapping } from './source-mapping.ts';

interface EventChainOptions {
  /** A custom bus. The chain's own rule reads events from it. */
  readonly bus: IEventBus;
  /**
   * The handler's bundled code for Node 24. It gets Kinesis batches and answers with `batchItemFailures`; the same
   * record may come twice. The resources that it uses grant it permissions: `table.grant(chain.handler,
   * 'dynamodb:PutItem')`.
   */
  readonly code: Code;
  /** Environment variables of the handler. All together: 4 KB. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Description of the handler, at most 256 characters. @default `Handles <type>` */
  readonly description?: string;
  /**
   * Where Lambda stores records that it gives up. One bucket can serve several chains.
   * @default a bucket of this chain, which keeps them 30 days
   */
  readonly failures?: FailureBucket;
  /** How long the handler's log is kept. @default 90 days */
  readonly logRetention?: RetentionDays;
  /**
   * Removal policy of stream and queue.
   * @default they stay, unless the deployment that creates them fails
   */
  readonly removalPolicy?: RemovalPolicy;
  /** Whether the chain has its own alarms in this stack. @default true */
  readonly alarms?: boolean;
}

/** What sizes the chain: the traffic, or a topology that is already composed. */
type EventChainSize =
  | (Workload & { readonly topology?: never })
  | { readonly topology: EventChainTopology; readonly traffic?: never };

export type EventChainProps = EventChainOptions & EventChainSize;

const SHARD_METRICS: Readonly<Record<ShardMetric, ShardLevelMetrics>> = {
  IncomingRecords: ShardLevelMetrics.INCOMING_RECORDS,
  IncomingBytes: ShardLevelMetrics.INCOMING_BYTES,
};

/** The settings of a stage that keeps its state, because an app that does not choose must not lose data. */
const DEFAULTS = storageSettings({ retainState: true });

/**
 * One event type's chain in an app: rule → stream → source mapping → handler, the destinations of events when a step
 * fails, and the alarms on each step. Sized for the expected traffic.
 *
 * @example
 * const chain = new EventChain(this, 'OrderPlaced', {
 *   bus, source: 'shop', detailType: 'order.placed', partitionKeyPath: '$.detail.customerId',
 *   traffic: { peakEventsPerSecond: 400, meanBytes: 800 },
 *   code: Code.fromAsset('dist/order-placed'), environment: { TABLE_NAME: table.tableName },
 * });
 * table.grant(chain.handler, 'dynamodb:PutItem');
 * chain.notify(new SnsAction(topic));
 */
export class EventChain extends Construct {
  /** Every setting of the chain, with its reason. */
  readonly topology: EventChainTopology;
  readonly bus: IEventBus;
  /** Events that the rule could not put into the stream. */
  readonly ruleFailures: MessageQueue;
  readonly stream: Stream;
  readonly rule: Rule;
  readonly handler: NodeFunction;
  readonly mapping: SourceMapping;
  /** Payloads of the records that Lambda gave up. */
  readonly failures: FailureBucket;
  /** `undefined`: another stack watches the chain. */
  readonly alarms: Alarms | undefined;
  /**
   * Everything that must exist before the first event of the type: from the rule to the handler that reads the stream.
   */
  readonly ready: DependencyGroup;

  /** @throws InputError for traffic out of its range */
  constructor(scope: Construct, id: string, props: EventChainProps) {
    super(scope, id);
    const topology = props.topology === undefined ? workloadTopology(props) : props.topology;
    const { type, stream } = topology;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    this.topology = topology;
    this.bus = props.bus;

    this.stream = new Stream(this, 'Stream', {
      ...(stream.mode.value === 'ON_DEMAND'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: stream.deployedShards.value }),
      encryption: StreamEncryption.MANAGED,
      retentionPeriod: Duration.hours(stream.retentionHours.value),
      ...(stream.shardMetric.value !== undefined && { shardLevelMetrics: [SHARD_METRICS[stream.shardMetric.value]] }),
      removalPolicy,
    });

    this.ruleFailures = new MessageQueue(this, 'RuleFailures', {
      retentionPeriod: Duration.days(topology.ruleFailures.retentionDays.value),
      removalPolicy,
    });
    this.rule = this.route(props.bus);
    const deadLetters = grantSendByRule(this.ruleFailures, this.rule.ruleArn);

    this.handler = new NodeFunction(this, 'HandlerFunction', {
      ...functionSize(topology.handler),
      code: props.code,
      description: props.description ?? `Handles ${type}`,
      environment: props.environment,
      logRetention: props.logRetention ?? DEFAULTS.logDays.value,
    });
    this.failures =
      props.failures ??
      new FailureBucket(this, 'Failures', {
        expiration: Duration.days(DEFAULTS.failureDays.value),
        abortIncompleteMultipartUploadAfter: Duration.days(DEFAULTS.unfinishedUploadDays.value),
        removalPolicy,
      });
    this.mapping = new SourceMapping(this, 'SourceMapping', {
      stream: this.stream,
      handler: this.handler,
      onFailure: this.failures,
      topology,
    });
    this.ready = new DependencyGroup(this.rule, deadLetters, this.mapping);

    if (props.alarms !== false) {
      this.alarms = new Alarms(this, 'Alarms', {
        alarms: eventChainAlarms(topology, this.failures.expiration.toDays()),
        nameOf: (subject) => this.nameOf(subject),
        // Two chains of a stack may have a type of the same name.
        namePrefix: this.node.path.replaceAll('/', '-'),
      });
    }
  }

  /**
   * Sends a message when an alarm of the chain is raised or cleared, such as by `new SnsAction(topic)`.
   * @throws Error for a chain without alarms
   */
  notify(action: IAlarmAction): void {
    if (this.alarms === undefined) throw new Error(`${this.node.path} has no alarms (alarms: false)`);
    this.alarms.notify(action);
  }

  /** The name of one of the chain's resources, as its metrics have it. @throws Error for what is not the chain's */
  nameOf(subject: Subject): string {
    const names: Readonly<Record<ChainSubject['kind'], () => string>> = {
      bus: () => this.bus.eventBusName,
      rule: () => ruleName(this.rule.ruleArn),
      ruleFailures: () => this.ruleFailures.queueName,
      stream: () => this.stream.streamName,
      mapping: () => this.mapping.eventSourceMappingId,
      handler: () => this.handler.functionName,
    };
    if (!('type' in subject) || subject.type !== this.topology.type) {
      throw new Error(`${this.node.path} has no ${JSON.stringify(subject)}`);
    }
    return names[subject.kind]();
  }

  private route(bus: IEventBus): Rule {
    const { type, rule: settings } = this.topology;
    const target = new KinesisStream(this.stream, {
      partitionKeyPath: settings.partitionKeyPath.value,
      deadLetterQueue: this.ruleFailures,
      retryAttempts: settings.maximumRetryAttempts.value,
      maxEventAge: Duration.seconds(settings.maximumEventAgeSeconds.value),
    });
    const rule = new Rule(this, 'Rule', {
      description: `${type} to its stream`,
      eventBus: bus,
      eventPattern: { source: [settings.source.value], detailType: [settings.detailType.value] },
      targets: [target],
    });
    // Without permission EventBridge gives up an event at once (eventbridge/latest/userguide, eb-rule-dlq).
    const policy = target.bind(rule).role?.node.findChild('DefaultPolicy');
    if (policy !== undefined) rule.node.addDependency(policy);
    return rule;
  }
}

/**
 * Orders the streams so that CloudFormation creates and deletes at most as many at once as Kinesis allows: it refuses
 * the sixth. For stacks of more than five chains.
 */
export function createFewStreamsAtOnce(chains: readonly EventChain[]): void {
  const streams = chains.map(({ stream }) => stream.node.defaultChild as CfnStream);
  for (const [index, stream] of streams.entries()) {
    const earlier = streams[index - LIMITS.kinesisStreamsInChange.value];
    if (earlier !== undefined) stream.addResourceDependency(earlier);
  }
}
