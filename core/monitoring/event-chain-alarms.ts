import type { EventChainTopology } from '../chain/event-chain.ts';
import { setting } from '../chain/setting.ts';
import { LIMITS } from '../limits.ts';
import { round } from '../round.ts';
import { ALL_OF_FIVE, type AlarmDefinition, AT_ONCE, alarm } from './alarm.ts';
import { functionAlarms } from './function-alarms.ts';
import { queueAlarms } from './queue-alarms.ts';
import { NEAR_LIMIT, shardAlarms } from './shard-alarms.ts';
import type { ChainSubject, MetricSignal, Statistic, Unit } from './signal.ts';

/** EventBridge's usual delay is far below this; the objective of a slow type allows more. */
const MIN_DELIVERY_MS = 1_000;
const BEHIND_MS = 60_000;
const FAR_BEHIND_MS = 300_000;

const LATE = 'What they did shows late.';
const NO_EFFECT = 'What they did has no effect until someone redrives the events.';

/** `treasure.claimed` → `TreasureClaimed`: the place of a type's alarms. */
export function placeOf(type: string): string {
  return type
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/**
 * Latency, throttling and losses along one event type's way from the bus to its handler, by AWS's own metrics. The texts hold
 * for another app's chain too.
 * @param failureDays for which the failure bucket keeps a record
 */
export function eventChainAlarms(topology: EventChainTopology, failureDays: number): readonly AlarmDefinition[] {
  const { type } = topology;
  return [
    ...ruleAlarms(topology),
    ...streamAlarms(topology),
    ...mappingAlarms(topology, failureDays),
    lostAlarm(topology),
    ...functionAlarms({
      id: `${placeOf(type)}/Handler`,
      type,
      name: `${type} handler`,
      subject: { kind: 'handler', type },
      settings: topology.handler,
      watchErrors: true,
      players: LATE,
    }),
  ];
}

function signals({ type }: EventChainTopology) {
  const of = (kind: ChainSubject['kind']): ChainSubject => ({ kind, type });
  const metric =
    (namespace: string, dimensions: MetricSignal['dimensions']) =>
    (metricName: string, statistic: Statistic = 'Sum', unit: Unit = 'Count'): MetricSignal => ({
      namespace,
      metricName,
      dimensions,
      statistic,
      unit,
    });
  return {
    rule: metric('AWS/Events', { EventBusName: of('bus'), RuleName: of('rule') }),
    stream: metric('AWS/Kinesis', { StreamName: of('stream') }),
    mapping: metric('AWS/Lambda', { EventSourceMappingUUID: of('mapping') }),
    handler: metric('AWS/Lambda', { FunctionName: of('handler') }),
  };
}

function ruleAlarms(topology: EventChainTopology): readonly AlarmDefinition[] {
  const { type, objective } = topology;
  const { rule } = signals(topology);
  const place = placeOf(type);
  const deliveryMs = Math.max(MIN_DELIVERY_MS, objective.milliseconds / 2);
  return [
    alarm({
      id: `${place}/DeliveryLatency`,
      type,
      signal: rule('IngestionToInvocationSuccessLatency', 'p99', 'Milliseconds'),
      threshold: setting(
        deliveryMs,
        `max(${round(MIN_DELIVERY_MS)} ms, ${round(objective.milliseconds)} ms objective ÷ 2) = ${round(deliveryMs)} ms.`,
      ),
      severity: 'ticket',
      pack: 'full',
      players: LATE,
      description: `${type}: EventBridge takes over ${round(deliveryMs)} ms to put an event into its stream. If WriteThrottled is raised too, the stream is too small; else the region's quota of target invocations is used up.`,
      runbook: 'delivery-latency',
    }),
    alarm({
      id: `${place}/Retries`,
      type,
      signal: rule('RetryInvocationAttempts'),
      threshold: setting(0, 'None is planned; EventBridge retries what the stream refuses.'),
      severity: 'ticket',
      pack: 'full',
      players: 'Nothing yet: EventBridge retries.',
      description: `${type}: EventBridge retries deliveries to the stream: the first sign of a stream that is too small. See WriteThrottled.`,
      runbook: 'delivery-retries',
    }),
    alarm({
      id: `${place}/Undelivered`,
      type,
      signal: rule('InvocationsSentToDlq'),
      threshold: setting(0, 'Each waits in the dead-letter queue for a person.'),
      periods: AT_ONCE,
      severity: 'page',
      pack: 'lite',
      players: NO_EFFECT,
      description: `${type}: EventBridge gave up delivering events and put them into the rule's dead-letter queue. The message attributes ERROR_CODE and ERROR_MESSAGE say why; mend that, then redrive them (docs/dead-letters.md).`,
      runbook: 'undelivered',
    }),
    ...queueAlarms({
      id: `${place}/RuleFailures`,
      type,
      queue: { kind: 'ruleFailures', type },
      settings: topology.ruleFailures,
      players: NO_EFFECT,
      description: `${type}: the rule's dead-letter queue has events that EventBridge gave up. The message attributes ERROR_CODE and ERROR_MESSAGE say why; mend that, then redrive them (docs/dead-letters.md).`,
      runbook: 'undelivered',
    }),
  ];
}

function streamAlarms(topology: EventChainTopology): readonly AlarmDefinition[] {
  const { type, stream: settings, demand } = topology;
  const { stream } = signals(topology);
  const place = placeOf(type);
  const shards = settings.shards.value;
  const records = shards * LIMITS.kinesisShardRecordsPerSecond.value * 60;
  const bytes = shards * LIMITS.kinesisShardBytesPerSecond.value * 60;
  return [
    alarm({
      id: `${place}/WriteThrottled`,
      type,
      signal: stream('WriteProvisionedThroughputExceeded'),
      threshold: setting(0, 'None is planned.'),
      severity: 'page',
      pack: 'lite',
      players: LATE,
      description: `${type}: the stream throttles records; EventBridge retries, so they come late. It has ${shards} shard(s) for ${Math.round(demand.recordsPerSecond)} records/s: raise traffic.peakEventsPerSecond to what is really sent, or look for one hot partition key.`,
      runbook: 'write-throttled',
    }),
    alarm({
      id: `${place}/ReadThrottled`,
      type,
      signal: stream('ReadProvisionedThroughputExceeded'),
      threshold: setting(0, 'A person who reads the stream for a moment is done within minutes.'),
      periods: ALL_OF_FIVE,
      severity: 'ticket',
      pack: 'full',
      players: LATE,
      description: `${type}: reads of the stream are throttled (2 MB/s and 5 reads/s a shard). Someone reads beside the handler; stop that, or give it an enhanced fan-out consumer.`,
      runbook: 'read-throttled',
    }),
    alarm({
      id: `${place}/NearStreamLimit`,
      type,
      signal: {
        expression: `100 * MAX([records / ${records}, bytes / ${bytes}])`,
        metrics: { records: stream('IncomingRecords'), bytes: stream('IncomingBytes', 'Sum', 'Bytes') },
        unit: 'Percent',
      },
      threshold: setting(
        100 * NEAR_LIMIT,
        `${100 * NEAR_LIMIT} % of ${shards} shard(s) × 1,000 records/s or 1 MiB/s, whichever is nearer; the plan fills at most 80 %.`,
      ),
      severity: 'ticket',
      pack: 'full',
      players: 'Nothing yet. A little more, and the stream throttles.',
      description: `${type}: the stream is over ${100 * NEAR_LIMIT} % full in a minute, of records or of bytes. More is sent than planned: raise traffic.peakEventsPerSecond to it and deploy.`,
      runbook: 'near-stream-limit',
    }),
    ...shardAlarms(place, topology),
  ];
}

function mappingAlarms(topology: EventChainTopology, failureDays: number): readonly AlarmDefinition[] {
  const { type } = topology;
  const { handler, mapping } = signals(topology);
  const place = placeOf(type);
  const age = handler('IteratorAge', 'Maximum', 'Milliseconds');
  const recordAge = topology.mapping.maxRecordAgeSeconds.value;
  const givenUpAfter = recordAge === -1 ? topology.stream.retentionHours.value * 3_600 : recordAge;
  const mend =
    'If the handler fails or is throttled, mend that first; else raise parallelizationFactor, or the shards by traffic.peakEventsPerSecond.';
  return [
    alarm({
      id: `${place}/Behind`,
      type,
      signal: age,
      threshold: setting(BEHIND_MS, '60 s: a record that waits longer waits behind a backlog.'),
      severity: 'ticket',
      pack: 'full',
      players: LATE,
      description: `${type}: records wait over ${BEHIND_MS / 1_000} s in the stream. ${mend}`,
      runbook: 'behind',
    }),
    alarm({
      id: `${place}/FarBehind`,
      type,
      signal: age,
      threshold: setting(FAR_BEHIND_MS, '5 min: longer than an update of the mapping, which pauses it for three.'),
      severity: 'page',
      pack: 'lite',
      players: 'What they did shows minutes late.',
      description: `${type}: records wait over ${FAR_BEHIND_MS / 60_000} min in the stream; after ${round(givenUpAfter)} s Lambda gives them up. ${mend}`,
      runbook: 'behind',
    }),
    alarm({
      id: `${place}/Expiring`,
      type,
      signal: age,
      threshold: setting(500 * givenUpAfter, `${round(givenUpAfter)} s after which a record is given up ÷ 2.`),
      severity: 'page',
      pack: 'lite',
      players: 'What they did shows late, and is about to have no effect at all.',
      description: `${type}: records have waited half of the ${round(givenUpAfter)} s after which Lambda gives them up. Then they go to the failure bucket and wait for a redrive. ${mend}`,
      runbook: 'behind',
    }),
    alarm({
      id: `${place}/Stopped`,
      type,
      signal: mapping('PolledEventCount', 'SampleCount'),
      breaches: 'below',
      threshold: setting(1, 'Lambda counts each poll, also an empty one.'),
      periods: ALL_OF_FIVE,
      missingData: setting('breaching', 'A mapping that polls always has data; one that is disabled has none.'),
      severity: 'page',
      pack: 'lite',
      players: 'What they did has no effect for now; nothing is lost while the stream keeps it.',
      description: `${type}: Lambda has not polled the stream for five minutes. The source mapping is disabled or its role may not read the stream: look at its State and StateTransitionReason ("aws lambda get-event-source-mapping").`,
      runbook: 'mapping-stopped',
    }),
    alarm({
      id: `${place}/HandedBack`,
      type,
      signal: mapping('FailedInvokeEventCount'),
      threshold: setting(0, 'A batch that is handed back once is retried within a second.'),
      periods: ALL_OF_FIVE,
      severity: 'ticket',
      pack: 'full',
      players: LATE,
      description: `${type}: for five minutes the handler has handed batches back, and Lambda retries them. "batch stopped" in the handler's log names the error: the table throttles, or the handler runs out of time.`,
      runbook: 'handed-back',
    }),
    alarm({
      id: `${place}/FailureStored`,
      type,
      signal: mapping('OnFailureDestinationDeliveredEventCount'),
      threshold: setting(0, 'Each waits in the failure bucket for a person.'),
      periods: AT_ONCE,
      severity: 'page',
      pack: 'lite',
      players: NO_EFFECT,
      description: `${type}: records used up their retries or their age, and Lambda put them into the failure bucket with their payload. Find the cause in the handler's log, mend it, and redrive them within ${failureDays} days (docs/dead-letters.md).`,
      runbook: 'failure-stored',
    }),
  ];
}

/** One alarm for every way in which an accepted event can leave the chain without a trace. */
function lostAlarm(topology: EventChainTopology): AlarmDefinition {
  const { type } = topology;
  const { rule, mapping, handler } = signals(topology);
  return alarm({
    id: `${placeOf(type)}/Lost`,
    type,
    signal: {
      expression: 'FILL(undelivered, 0) + FILL(dropped, 0) + FILL(unstored, 0)',
      metrics: {
        undelivered: rule('InvocationsFailedToBeSentToDlq'),
        dropped: mapping('DroppedEventCount'),
        unstored: handler('DestinationDeliveryFailures'),
      },
      unit: 'Count',
    },
    threshold: setting(0, 'Each is an accepted event that only the archive still has.'),
    periods: AT_ONCE,
    severity: 'page',
    pack: 'lite',
    players: NO_EFFECT,
    description: `${type}: accepted events are lost to the chain. The rule's dead-letter queue refused what EventBridge gave up, or the failure bucket refused what Lambda gave up: a policy was changed, or one of them is gone. Deploy the stack again, then replay the time from the bus's archive.`,
    runbook: 'lost',
  });
}
