import { Duration } from 'aws-cdk-lib';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { KinesisStream } from 'aws-cdk-lib/aws-events-targets';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, DependencyGroup } from 'constructs';
import { kebabName } from '../catalog/names.ts';
import type { Stage } from '../catalog/stages.ts';
import type { Setting } from '../core/chain/setting.ts';
import type { TypeTopology } from '../core/chain/type-topology.ts';
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
  readonly topology: TypeTopology;
  readonly logDays: Setting<number>;
  readonly functions: FunctionCodes;
  readonly bus: EventBus;
  readonly table: GameTable;
  readonly failures: FailureBucket;
  readonly quarantine: Queue;
}

/** One event type's way: rule → stream → source mapping → handler, and where its events go when a step fails. */
export class EventChain extends Construct {
  readonly topology: TypeTopology;
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
    const { stage, topology } = props;
    const { type, stream, handler } = topology;
    this.topology = topology;

    this.stream = new Stream(this, 'Stream', {
      ...(stream.mode.value === 'ON_DEMAND'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: stream.shards.value }),
      encryption: StreamEncryption.MANAGED,
      retentionPeriod: Duration.hours(stream.retentionHours.value),
      removalPolicy: stateRemoval(stage),
    });

    this.ruleFailures = new MessageQueue(this, 'RuleFailures', stage, topology.ruleFailures);
    this.rule = this.route(props);
    const deadLetters = allowRuleToSend(this.rule.ruleArn, this.ruleFailures);

    this.handler = new NodeFunction(this, 'Handler', {
      stage,
      functions: props.functions,
      name: kebabName(type),
      description: `Handles ${type}, stage ${stage.name}`,
      settings: handler,
      logDays: props.logDays,
      environment: { ...props.table.environment, QUARANTINE_QUEUE_URL: props.quarantine.queueUrl },
    });
    props.table.allowReadWrite(this.handler);
    this.handler.allow(['sqs:SendMessage'], [props.quarantine.queueArn]);

    this.mapping = new SourceMapping(this, 'SourceMapping', {
      stream: this.stream,
      handler: this.handler,
      failures: props.failures,
      topology,
    });
    this.ready = new DependencyGroup(this.rule, deadLetters, this.mapping);
  }

  private route({ topology: { type, rule: settings }, bus }: EventChainProps): Rule {
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
    // Without permission EventBridge gives an event up at once (eventbridge/latest/userguide, eb-rule-dlq).
    const policy = target.bind(rule).role?.node.findChild('DefaultPolicy');
    if (policy !== undefined) rule.node.addDependency(policy);
    return rule;
  }
}
