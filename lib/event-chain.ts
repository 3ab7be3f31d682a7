import { Duration } from 'aws-cdk-lib';
import { CfnRule, type EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EventDefinition } from '../catalog/definition.ts';
import { EVENT_SOURCE, kebabName } from '../catalog/names.ts';
import { planEvent } from '../catalog/plan-event.ts';
import type { Stage } from '../catalog/stages.ts';
import type { StreamPlan } from '../core/capacity/stream-plan.ts';
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
/** EventBridge's own limits, which are its defaults as well (eventbridge/latest/userguide, eb-rule-retry-policy). */
const MAX_RETRIES = 185;
const MAX_EVENT_AGE_SECONDS = 86_400;

/** One event type's way: rule → stream → source mapping → handler, and where its events go when a step fails. */
export class EventChain extends Construct {
  readonly definition: EventDefinition;
  readonly plan: StreamPlan;
  /** What the rule could not put into the stream. */
  readonly ruleFailures: Queue;
  readonly stream: Stream;
  readonly rule: CfnRule;
  readonly handler: NodeFunction;
  readonly mapping: SourceMapping;

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
    allowRuleToSend(this.rule, this.ruleFailures);

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
  }

  /** L1, because CDK's Kinesis target takes neither a dead-letter queue nor a retry policy. */
  private route({ definition: { type }, bus }: EventChainProps): CfnRule {
    const role = new Role(this, 'RuleRole', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: `Of the rule of ${type}: puts its events into its stream`,
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['kinesis:PutRecord', 'kinesis:PutRecords'],
        resources: [this.stream.streamArn],
      }),
    );
    return new CfnRule(this, 'Rule', {
      description: `${type} to its stream`,
      eventBusName: bus.eventBusName,
      eventPattern: { source: [EVENT_SOURCE], 'detail-type': [type] },
      targets: [
        {
          id: 'Stream',
          arn: this.stream.streamArn,
          roleArn: role.roleArn,
          // The default would be the event's id: no order, and no partition key of the catalog's.
          kinesisParameters: { partitionKeyPath: '$.detail.partitionKey' },
          deadLetterConfig: { arn: this.ruleFailures.queueArn },
          retryPolicy: {
            maximumRetryAttempts: MAX_RETRIES,
            // A type that its handler would give up as too old is not worth delivering later than that.
            maximumEventAgeInSeconds: Math.min(MAX_EVENT_AGE_SECONDS, this.plan.processing.maxRecordAgeSeconds.value),
          },
        },
      ],
    });
  }
}
