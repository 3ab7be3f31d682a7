import { Duration } from 'aws-cdk-lib';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { KinesisStream } from 'aws-cdk-lib/aws-events-targets';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, DependencyGroup } from 'constructs';
import type { EventDefinition } from '../catalog/definition.ts';
import { EVENT_SOURCE, kebabName } from '../catalog/names.ts';
import { planEvent } from '../catalog/plan-event.ts';
import type { Stage } from '../catalog/stages.ts';
import { ruleRetry } from '../core/chain/rule-retry.ts';
import type { StreamPlan } from '../core/chain/stream-plan.ts';
import { allowRuleToSend } from './event-bus.ts';
import type { FailureBucket } from './failure-bucket.ts';
import type { FunctionCodes } from './function-code.ts';
import { MessageQueue } from './message-queue.ts';
import { NodeFunction } from './node-function.ts';
import { SourceMapping } from './source-mapping.ts';
import { stateRemoval } from './state-removal.ts';
import type { GameTable } from './table.ts';

export interface EventChainProps {
  readonly stage: Stage;
  readonly definition: EventDefinition;
  readonly functions: FunctionCodes;
  readonly bus: EventBus;
  readonly table: GameTable;
  readonly failures: FailureBucket;
  readonly quarantine: Queue;
}

/** A Kinesis stream keeps records for a day at least. */
const MIN_RETENTION_HOURS = 24;

/** One event type's way: rule → stream → source mapping → handler, and where its events go when a step fails. */
export class EventChain extends Construct {
  readonly definition: EventDefinition;
  readonly plan: StreamPlan;
  /** What the rule could not put into the stream. */
  readonly ruleFailures: Queue;
  readonly stream: Stream;
  readonly rule: Rule;
  readonly handler: NodeFunction;
  readonly mapping: SourceMapping;
  /** All that must be there before the first event of the type: from the rule to the handler that reads the stream. */
  readonly ready: DependencyGroup;

  constructor(scope: Construct, id: string, props: EventChainProps) {
    super(scope, id);
    const { stage, definition } = props;
    const { type } = definition;
    this.definition = definition;
    this.plan = planEvent(definition, stage);
    const { processing } = this.plan;

    this.stream = new Stream(this, 'Stream', {
      ...(stage.streamCapacity === 'on-demand'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: this.plan.shards.value }),
      encryption: StreamEncryption.MANAGED,
      retentionPeriod: Duration.hours(
        Math.max(MIN_RETENTION_HOURS, Math.ceil(processing.maxRecordAgeSeconds.value / 3_600)),
      ),
      removalPolicy: stateRemoval(stage),
    });

    this.ruleFailures = new MessageQueue(this, 'RuleFailures', stage);
    this.rule = this.route(props);
    const deadLetters = allowRuleToSend(this.rule.ruleArn, this.ruleFailures);

    this.handler = new NodeFunction(this, 'Handler', {
      stage,
      functions: props.functions,
      name: kebabName(type),
      description: `Handles ${type}, stage ${stage.name}`,
      memoryMb: processing.memoryMb.value,
      timeoutSeconds: processing.timeoutSeconds.value,
      ...(stage.reservedConcurrency ? { reservedConcurrency: processing.reservedConcurrency.value } : {}),
      environment: { TABLE_NAME: props.table.tableName, QUARANTINE_QUEUE_URL: props.quarantine.queueUrl },
    });
    props.table.allowReadWrite(this.handler);
    this.handler.allow(['sqs:SendMessage'], [props.quarantine.queueArn]);

    this.mapping = new SourceMapping(this, 'SourceMapping', {
      stream: this.stream,
      handler: this.handler,
      failures: props.failures,
      processing,
      shards: this.plan.shards,
    });
    this.ready = new DependencyGroup(this.rule, deadLetters, this.mapping);
  }

  private route({ definition: { type }, bus }: EventChainProps): Rule {
    const { maximumRetryAttempts, maximumEventAgeSeconds } = ruleRetry(this.plan.processing.maxRecordAgeSeconds.value);
    const target = new KinesisStream(this.stream, {
      // The default would be the event's id: no order, and no partition key of the catalog's.
      partitionKeyPath: '$.detail.partitionKey',
      deadLetterQueue: this.ruleFailures,
      retryAttempts: maximumRetryAttempts,
      maxEventAge: Duration.seconds(maximumEventAgeSeconds),
    });
    const rule = new Rule(this, 'Rule', {
      description: `${type} to its stream`,
      eventBus: bus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [type] },
      targets: [target],
    });
    // Without permission EventBridge gives an event up at once (eventbridge/latest/userguide, eb-rule-dlq).
    const policy = target.bind(rule).role?.node.findChild('DefaultPolicy');
    if (policy !== undefined) rule.node.addDependency(policy);
    return rule;
  }
}
