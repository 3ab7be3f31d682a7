import type { Duration } from 'aws-cdk-lib';
import type { IEventBus, IRule } from 'aws-cdk-lib/aws-events';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IEventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EventChainTopology } from '../../core/chain/event-chain.ts';
import { ruleName } from '../event-bus.ts';
import { addAlarm } from './cairn-alarm.ts';
import { FunctionAlarms } from './function-alarms.ts';
import { QueueAlarm } from './queue-alarm.ts';

export interface ChainAlarmsProps {
  /** The thresholds, and the settings that descriptions name. */
  readonly topology: EventChainTopology;
  readonly bus: IEventBus;
  readonly rule: IRule;
  readonly ruleFailures: IQueue;
  readonly stream: IStream;
  readonly mapping: IEventSourceMapping;
  readonly handler: LambdaFunction;
  /** How long the failure bucket keeps a record. */
  readonly failureRetention: Duration;
}

/** Alarms on latency, throttling and losses of one event type's chain, in the order of the chain. */
export class ChainAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ChainAlarmsProps) {
    super(scope, id);
    const { type, alarms } = props.topology;
    this.watchRule(props);
    this.watchStream(props);
    this.watchMapping(props);
    new FunctionAlarms(this, 'Handler', { name: `${type} handler`, function: props.handler, alarms: alarms.handler });
    new QueueAlarm(this, 'RuleFailures', {
      queue: props.ruleFailures,
      alarm: alarms.ruleFailures,
      description: `${type}: EventBridge gave up events and put them into the rule's dead-letter queue. The message attributes ERROR_CODE and ERROR_MESSAGE give the cause; remove it, then send the bodies of the messages to the stream again.`,
    });
  }

  private watchRule({ bus, rule, topology: { type, alarms } }: ChainAlarmsProps): void {
    const namespace = 'AWS/Events';
    const dimensions = { EventBusName: bus.eventBusName, RuleName: ruleName(rule.ruleArn) };
    addAlarm(this, 'DeliveryLatency', {
      namespace,
      dimensions,
      metricName: 'IngestionToInvocationSuccessLatency',
      statistic: 'p99',
      alarm: alarms.deliveryLatency,
      description: `${type}: EventBridge takes over ${alarms.deliveryLatency.value} ms to put an event into its stream. If WriteThrottled is raised too, the stream is too small; else the region's quota of target invocations is used up.`,
    });
    addAlarm(this, 'FailedInvocations', {
      namespace,
      dimensions,
      metricName: 'FailedInvocations',
      statistic: 'Sum',
      alarm: alarms.failedInvocations,
      description: `${type}: EventBridge gave up deliveries. The dead-letter queue of the rule has the events, unless FailedToBeDeadLettered is raised too.`,
    });
    addAlarm(this, 'FailedToBeDeadLettered', {
      namespace,
      dimensions,
      metricName: 'InvocationsFailedToBeSentToDlq',
      statistic: 'Sum',
      alarm: alarms.failedToBeDeadLettered,
      description: `${type}: the rule's dead-letter queue refused events that EventBridge gave up, so the chain has lost them; somebody changed the queue's policy or deleted the queue. Deploy the stack again, then replay that period from the archive.`,
    });
  }

  private watchStream({ stream, topology }: ChainAlarmsProps): void {
    const { type } = topology;
    const namespace = 'AWS/Kinesis';
    const dimensions = { StreamName: stream.streamName };
    addAlarm(this, 'WriteThrottled', {
      namespace,
      dimensions,
      metricName: 'WriteProvisionedThroughputExceeded',
      statistic: 'Sum',
      alarm: topology.alarms.writeThrottled,
      description: `${type}: the stream refuses records; EventBridge retries, so they come late. It has ${topology.stream.shards.value} shard(s) for ${Math.round(topology.demand.recordsPerSecond)} records/s: raise traffic.peakEventsPerSecond to the real rate, or look for one hot partition key.`,
    });
    addAlarm(this, 'ReadThrottled', {
      namespace,
      dimensions,
      metricName: 'ReadProvisionedThroughputExceeded',
      statistic: 'Sum',
      alarm: topology.alarms.readThrottled,
      description: `${type}: Kinesis refuses reads of the stream (2 MB/s and 5 reads/s a shard). Another consumer reads the stream; stop it, or give it enhanced fan-out.`,
    });
  }

  private watchMapping({ mapping, handler, topology, failureRetention }: ChainAlarmsProps): void {
    const { type } = topology;
    const namespace = 'AWS/Lambda';
    addAlarm(this, 'IteratorAge', {
      namespace,
      metricName: 'IteratorAge',
      dimensions: { FunctionName: handler.functionName },
      statistic: 'Maximum',
      alarm: topology.alarms.iteratorAge,
      description: `${type}: records wait over ${topology.alarms.iteratorAge.value / 1_000} s in the stream; at ${topology.mapping.maxRecordAgeSeconds.value} s Lambda gives them up and stores them in the failure bucket. If the handler fails or is throttled, correct that first; else raise parallelizationFactor, or the shards by traffic.peakEventsPerSecond.`,
    });
    const dimensions = { EventSourceMappingUUID: mapping.eventSourceMappingId };
    addAlarm(this, 'FailureStored', {
      namespace,
      dimensions,
      metricName: 'OnFailureDestinationDeliveredEventCount',
      statistic: 'Sum',
      alarm: topology.alarms.failureStored,
      description: `${type}: Lambda gave up records after their last retry or at their maximum age, and put them into the failure bucket with their payload. Find the cause in the handler's log, correct it, and send them again within ${failureRetention.toDays()} days.`,
    });
    addAlarm(this, 'Dropped', {
      namespace,
      dimensions,
      metricName: 'DroppedEventCount',
      statistic: 'Sum',
      alarm: topology.alarms.dropped,
      description: `${type}: Lambda gave up records and stored them nowhere: those in the failure bucket do not count here. The function's role can no longer write there, or the bucket is gone (FailureNotStored is raised too). Deploy the stack again and read the records from the stream while it keeps them.`,
    });
    addAlarm(this, 'FailureNotStored', {
      namespace,
      dimensions: { FunctionName: handler.functionName },
      metricName: 'DestinationDeliveryFailures',
      statistic: 'Sum',
      alarm: topology.alarms.failureNotStored,
      description: `${type}: the failure bucket refused records that Lambda gave up. The function's role lost s3:PutObject or s3:ListBucket, or the bucket is gone: deploy the stack again and read the records from the stream while it keeps them.`,
    });
  }
}
