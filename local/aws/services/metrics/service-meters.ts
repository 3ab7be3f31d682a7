import type { DeliveryMeter } from '../event-bus/delivery.ts';
import type { RequestMeter } from '../event-bus/event-buses.ts';
import type { Target } from '../event-bus/target.ts';
import type { MappingMeter } from '../event-source-mapping/event-source-mapping.ts';
import type { FunctionMeter } from '../function-pool/function-pool.ts';
import type { GatewayMeter } from '../gateway/gateway.ts';
import type { ShardObserver } from '../stream/shard.ts';
import type { MetricStore } from './metric-store.ts';

/** @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
export function streamMeter(metrics: MetricStore, StreamName: string): ShardObserver {
  const meter = (name: string) => metrics.meter('AWS/Kinesis', name, { StreamName });
  const records = meter('IncomingRecords');
  const bytes = meter('IncomingBytes');
  const writeThrottled = meter('WriteProvisionedThroughputExceeded');
  const readThrottled = meter('ReadProvisionedThroughputExceeded');
  const readRecords = meter('GetRecords.Records');
  const readBytes = meter('GetRecords.Bytes');
  const age = meter('GetRecords.IteratorAgeMilliseconds');
  return {
    written: (size, now) => {
      records(1, now);
      bytes(size, now);
    },
    writeThrottled: () => writeThrottled(1),
    read: (count, size, behind) => {
      readRecords(count);
      readBytes(size);
      age(behind);
    },
    readThrottled: () => readThrottled(1),
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function deliveryMeter(metrics: MetricStore, EventBusName: string): DeliveryMeter {
  const rule = (RuleName: string) => {
    const dimensions = { EventBusName, RuleName };
    const meter = (name: string, keepsRanks = false) => metrics.meter('AWS/Events', name, dimensions, keepsRanks);
    return {
      attempts: meter('InvocationAttempts'),
      successes: meter('SuccessfulInvocationAttempts'),
      retries: meter('RetryInvocationAttempts'),
      failed: meter('FailedInvocations'),
      deadLettered: meter('InvocationsSentToDlq'),
      notDeadLettered: meter('InvocationsFailedToBeSentToDlq'),
      throttled: meter('ThrottledRules'),
      latency: meter('IngestionToInvocationSuccessLatency', true),
    };
  };
  const rules = new Map<string, ReturnType<typeof rule>>();
  const of = ({ ruleArn }: Target): ReturnType<typeof rule> => {
    const known = rules.get(ruleArn);
    if (known !== undefined) return known;
    const made = rule(ruleArn.split('/').at(-1) ?? '');
    rules.set(ruleArn, made);
    return made;
  };
  return {
    succeeded: (target, latencyMs) => {
      const { attempts, successes, latency } = of(target);
      attempts(1);
      successes(1);
      latency(latencyMs);
    },
    retried: (target) => {
      const { attempts, retries } = of(target);
      attempts(1);
      retries(1);
    },
    failed: (target, end) => {
      const { attempts, failed, deadLettered, notDeadLettered } = of(target);
      attempts(1);
      failed(1);
      if (end === 'stored') deadLettered(1);
      if (end === 'refused') notDeadLettered(1);
    },
    delayed: (target) => of(target).throttled(1),
  };
}

/** Without dimensions: the quota is the account's. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function putEventsMeter(metrics: MetricStore): RequestMeter {
  const meter = (name: string) => metrics.meter('AWS/Events', name, {});
  const calls = meter('PutEventsApproximateCallCount');
  const throttled = meter('PutEventsApproximateThrottledCount');
  const successes = meter('PutEventsApproximateSuccessCount');
  const entries = meter('PutEventsEntriesCount');
  const failures = meter('PutEventsFailedEntriesCount');
  return (entryCount, failed, isThrottled) => {
    calls(1);
    entries(entryCount);
    if (failed > 0) failures(failed);
    (isThrottled ? throttled : successes)(1);
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function functionMeter(metrics: MetricStore, FunctionName: string): FunctionMeter {
  const meter = (name: string, keepsRanks = false) => metrics.meter('AWS/Lambda', name, { FunctionName }, keepsRanks);
  const invocations = meter('Invocations');
  const errors = meter('Errors');
  const throttles = meter('Throttles');
  const duration = meter('Duration', true);
  const concurrent = meter('ConcurrentExecutions');
  return {
    started: (running) => concurrent(running),
    ended: (milliseconds, failed) => {
      invocations(1);
      errors(failed ? 1 : 0);
      duration(milliseconds);
    },
    throttled: () => throttles(1),
  };
}

/**
 * `DroppedEventCount` leaves out what the on-failure destination took; a destination that refuses counts in
 * `DestinationDeliveryFailures`, by function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function mappingMeter(metrics: MetricStore, EventSourceMappingUUID: string, FunctionName: string): MappingMeter {
  const meter = (name: string) => metrics.meter('AWS/Lambda', name, { EventSourceMappingUUID });
  const age = metrics.meter('AWS/Lambda', 'IteratorAge', { FunctionName }, true);
  const refusals = metrics.meter('AWS/Lambda', 'DestinationDeliveryFailures', { FunctionName });
  const dropped = meter('DroppedEventCount');
  const delivered = meter('OnFailureDestinationDeliveredEventCount');
  return {
    iteratorAge: age,
    discarded: (records, end) => {
      (end === 'delivered' ? delivered : dropped)(records);
      if (end === 'refused') refusals(1);
    },
  };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export function gatewayMeter(metrics: MetricStore, ApiName: string, Stage: string): GatewayMeter {
  const meter = (name: string, keepsRanks = false) =>
    metrics.meter('AWS/ApiGateway', name, { ApiName, Stage }, keepsRanks);
  const count = meter('Count');
  const clientErrors = meter('4XXError');
  const serverErrors = meter('5XXError');
  const latency = meter('Latency', true);
  return (status, latencyMs) => {
    count(1);
    // Every request is a value, 0 where it is none of these: so their average is the share.
    clientErrors(status >= 400 && status < 500 ? 1 : 0);
    serverErrors(status >= 500 ? 1 : 0);
    latency(latencyMs);
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function throttleMeter(
  metrics: MetricStore,
): (tableName: string, kind: 'read' | 'write', index: string | undefined) => void {
  return (TableName, kind, index) => {
    const name = kind === 'read' ? 'ReadThrottleEvents' : 'WriteThrottleEvents';
    const ofIndex: Record<string, string> = index === undefined ? {} : { GlobalSecondaryIndexName: index };
    metrics.meter('AWS/DynamoDB', name, { TableName, ...ofIndex })(1);
  };
}
