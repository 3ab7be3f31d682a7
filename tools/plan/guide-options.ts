import { PROCESSING_RANGES } from '../../catalog/define-event.ts';
import { stages } from '../../catalog/stages.ts';
import { ASSUMED_TOKEN_LIFE_SECONDS } from '../../core/capacity/model/authorizations.ts';
import { SECONDS_BETWEEN_REQUESTS } from '../../core/capacity/model/players.ts';
import {
  ASSUMED_COLD_START_MS,
  ASSUMED_INVOCATION_MS,
  ASSUMED_MEMORY_MB,
  ASSUMED_RECORD_MS,
  CPU_SHARE,
} from '../../core/capacity/model/service-time.ts';
import { CATCH_UP_FACTOR, HEADROOM, PLAYER_SHARE } from '../../core/capacity/model/spread.ts';
import { SHAPES } from '../../core/capacity/model/traffic-shape.ts';
import { TRAFFIC_SHAPES } from '../../core/capacity/model/workload.ts';
import { PLAYERS_PER_ADDRESS, TOKEN_FACTOR, WINDOW_SECONDS } from '../../core/chain/api.ts';
import { LEADERBOARD_SHARDS } from '../../core/chain/leaderboard.ts';
import { ENVELOPE_BYTES, SIZING, STAMP_BYTES } from '../../core/chain/stream-plan.ts';
import { LAST_ATTEMPT, STOP_BEFORE_TIMEOUT_MS } from '../../core/handler-limits.ts';
import { LIMITS, REGIONAL_LIMITS } from '../../core/limits.ts';
import { HOURS_PER_MONTH, PRICES } from '../../core/prices.ts';
import { kilobytes, mebibytes, megabytes, round } from '../../core/round.ts';
import { MAX_EVENTS } from '../../lambdas/ingest/limits.ts';

const ONE_CPU_MB = LIMITS.lambdaMemoryOfOneCpu.value;
const LEAST_RETENTION = LIMITS.kinesisMinRetentionHours.value;
const BURST = REGIONAL_LIMITS.apiGatewayBurst;
const { recordAgeSeconds } = SIZING;
const AGE = {
  critical: `${recordAgeSeconds.critical / 3_600} h`,
  normal: `${recordAgeSeconds.normal / 3_600} h`,
  sheddable: `${recordAgeSeconds.sheddable} s`,
} as const;

const shapes = (figure: 'meanOfPeak' | 'dispersion'): string =>
  TRAFFIC_SHAPES.map((shape) => String(SHAPES[shape][figure])).join(', ');
const admits = (stage: keyof typeof stages): string => round(stages[stage].throttle.requestsPerSecond);
const bursts = (stage: keyof typeof stages): string => round(stages[stage].throttle.burst);

/** What a person has to know to choose an option. */
export interface OptionGuide {
  readonly name: string;
  readonly does: string;
  readonly choose: string;
  readonly formula: string;
  readonly default: string;
  readonly tooLow: string;
  readonly tooHigh: string;
  /** The alarms that are raised, by what they watch. */
  readonly alarm: string;
  /** What the sweep in docs/images/<name>.svg shows. */
  readonly plot?: string;
}

const range = (name: keyof typeof PROCESSING_RANGES): string => {
  const [low, high, unit] = PROCESSING_RANGES[name];
  return `${low.toLocaleString('en-US')}${low < 0 ? ' to ' : '–'}${high.toLocaleString('en-US')} ${unit}.`;
};

/** Settings of an event type, under `processing`. */
export const PROCESSING_GUIDE: readonly OptionGuide[] = [
  {
    name: 'batchSize',
    does: `Records that one invocation takes at most: ${range('batchSize')}`,
    choose: 'Leave it out. Set it lower if a record takes much longer than assumed.',
    formula: `min(${SIZING.batchSize}, (objective ÷ ${SIZING.batchesInObjective} − ${ASSUMED_INVOCATION_MS} ms) ÷ ${ASSUMED_RECORD_MS} ms a record)`,
    default: 'Derived: a batch takes at most a quarter of the latency objective.',
    tooLow: `Each invocation costs ${ASSUMED_INVOCATION_MS} ms before its first record: the handler falls behind. [handler-rate]`,
    tooHigh: `A batch takes longer than its timeout or the objective, and a failure repeats more records. Beyond ${megabytes(LIMITS.lambdaInvocationBytes.value)} it has no effect. [batch-timeout, latency, waste-batch]`,
    alarm: 'IteratorAge (too low), Duration (too high)',
    plot: 'Each shard has one batch at a time: p99 falls until the handler keeps up, and then hardly changes.',
  },
  {
    name: 'batchingWindowSeconds',
    does: `How long Lambda waits for a batch to fill: ${range('batchingWindowSeconds')}`,
    choose: 'Leave it at 0. Raise it for a type that nobody waits for, to have fewer invocations.',
    formula: 'latency += window; invocations/s = min(records/s, max(records/s ÷ batch, workers ÷ window))',
    default: '0: a shard is read once a second, so records gather anyway.',
    tooLow: 'Nothing: small batches cost little here.',
    tooHigh: 'Every event waits for it. [latency]',
    alarm: 'IteratorAge',
    plot: 'Each second of window is a second of latency, for a few cents an hour.',
  },
  {
    name: 'parallelizationFactor',
    does: `Batches of one shard that run at once: ${range('parallelizationFactor')} Events of one partition key stay in order.`,
    choose: 'Leave it out. Raise it to drain a backlog faster without more shards.',
    formula: `⌈${CATCH_UP_FACTOR} × records/s ÷ (shards × batch ÷ batch time)⌉`,
    default: 'Derived: twice the peak, so that a backlog drains while traffic continues.',
    tooLow:
      'Handlers process less than the throttle admits: the API answers 202, and the backlog grows without an error. [handler-rate, latency]',
    tooHigh: 'More batches than reserved concurrency: Lambda throttles the rest. [worker-concurrency]',
    alarm: 'IteratorAge (too low), Throttles (too high)',
    plot: 'Batches of one record and handlers three times as slow: below the knee the backlog grows.',
  },
  {
    name: 'reservedConcurrency',
    does: `Invocations of the handler that may run at once, reserved from the account's concurrency: ${range('reservedConcurrency')}`,
    choose: 'Leave it out. In an account with a small quota turn it off for the stage.',
    formula: `⌈${SIZING.reservation} × shards × parallelizationFactor⌉`,
    default: 'Derived: an environment for every batch, and a fifth more.',
    tooLow:
      'Batches wait for an environment while the CPU idles, as in the post-mortem. [worker-concurrency, handler-rate]',
    tooHigh: `Other functions have less; where fewer than ${round(LIMITS.lambdaUnreservedConcurrency.value)} would stay unreserved, the deployment fails. [waste-reserved, account-concurrency]`,
    alarm: 'Throttles',
    plot: 'Six shards with one batch each: below the knee batches wait for an environment.',
  },
  {
    name: 'memoryMb',
    does: `Memory of the handler, and CPU in proportion: ${range('memoryMb')}`,
    choose: 'Compare "cheaper" and "faster" of the plan.',
    formula: `batch time × (${1 - CPU_SHARE} + ${CPU_SHARE} × ${round(ASSUMED_MEMORY_MB)} ÷ min(memory, ${round(ONE_CPU_MB)}))`,
    default: `${round(ASSUMED_MEMORY_MB)}: ${(ASSUMED_MEMORY_MB / ONE_CPU_MB).toFixed(2)} of a vCPU, so that JSON and TLS do not dominate.`,
    tooLow: 'CPU work takes longer; below about 256 MB, starts do too. [handler-rate, latency]',
    tooHigh: `Above ${round(ONE_CPU_MB)} MB there is a second vCPU that one thread cannot use. [waste-memory]`,
    alarm: 'Duration, Errors (out of memory)',
    plot: 'Less memory, longer batches; the handler is a small part of the cost.',
  },
  {
    name: 'timeoutSeconds',
    does: `When Lambda ends an invocation: ${range('timeoutSeconds')}`,
    choose: `Leave it out. A handler begins no call to the table in its last ${STOP_BEFORE_TIMEOUT_MS / 1_000} s.`,
    formula: `max(${SIZING.timeoutSeconds}, ${SIZING.batchesInTimeout} × batch time)`,
    default: 'Derived: a slow table does not end an invocation, a hung call does.',
    tooLow: 'Lambda ends full batches and repeats them. [batch-timeout]',
    tooHigh:
      'A hung call holds up a part of a shard that long, and its retries take longer than the record age. [long-timeout, retry-age]',
    alarm: 'Duration, Errors',
  },
  {
    name: 'retryAttempts',
    does: `Retries of a failed batch: ${range('retryAttempts')}`,
    choose:
      'Leave it out: the age of the record ends the retries. A number sends records to the failure bucket, with their payload, while the table is unavailable.',
    formula: 'timeout × (retries + 1) ≤ record age',
    default: `-1: until the record is too old. Handlers quarantine a record that no retry can help, and one that ends the function at its attempt ${LAST_ATTEMPT}.`,
    tooLow: 'A second of a throttled table sends records to the failure bucket. [few-retries]',
    tooHigh: 'A hung batch holds up its shard until the records behind it are too old. [retry-age]',
    alarm: 'FailureStored, IteratorAge',
    plot: 'The handler fails for fifteen seconds: with too few retries, Lambda gives up events that the next retry would have stored.',
  },
  {
    name: 'maxRecordAgeSeconds',
    does: `The age at which Lambda sends a record to the failure bucket instead: ${range('maxRecordAgeSeconds')} The stream keeps records that long, but at least a day; the rule retries an event that long, but at most a day.`,
    choose: 'As long as the event is of use, and longer than an outage that you want to survive.',
    formula: `retention = max(${LEAST_RETENTION} h, record age); the rule retries for min(${LIMITS.eventBridgeRetrySeconds.value / 3_600} h, record age)`,
    default: `${AGE.critical} for critical types, ${AGE.normal} for normal, ${AGE.sheddable} for sheddable.`,
    tooLow: 'Records behind one hung batch become too old and go to the failure bucket. [retry-age]',
    tooHigh: `Over ${LEAST_RETENTION} h each shard-hour costs ${((PRICES.kinesisShardHour.value + PRICES.kinesisRetentionShardHour.value) / PRICES.kinesisShardHour.value).toFixed(1)} times as much. [waste-retention]`,
    alarm: 'FailureStored, Dropped',
    plot: 'The handler is stopped for five minutes: with a record age below the outage, Lambda gives events up.',
  },
  {
    name: 'bisectBatchOnError',
    does: 'Whether a failed batch is halved before it is retried: true or false.',
    choose: 'Leave it on; off only where a batch must stay whole.',
    formula: 'invocations for one poison record in n: about 2 × log₂ n',
    default: 'true.',
    tooLow: 'Off: one record that ends the function sends its whole batch to the failure bucket. [no-bisect]',
    tooHigh: 'On costs nothing while nothing fails.',
    alarm: 'FailureStored',
  },
];

/** The other settings of an event type's file. */
export const TYPE_GUIDE: readonly OptionGuide[] = [
  {
    name: 'traffic.peakEventsPerSecond',
    does: 'Events a second at the peak, over all players, in stage prod. Everything is sized from it.',
    choose: 'Players × events a minute ÷ 60, at the busiest minute. Measure it once there is traffic.',
    formula: `records/s = peak × trafficScale ÷ events an entry; shards = ⌈max(records/s ÷ ${round(LIMITS.kinesisShardRecordsPerSecond.value)}, MiB/s) ÷ ${SIZING.shardUtilisation}⌉`,
    default: 'None: only you know it.',
    tooLow: 'The stream throttles EventBridge, and events arrive late.',
    tooHigh: `Shards stand idle, at ${round(Math.round(PRICES.kinesisShardHour.value * HOURS_PER_MONTH))} dollars a month each.`,
    alarm: 'WriteThrottled, DeliveryLatency',
  },
  {
    name: 'traffic.meanBytes',
    does: 'Mean size of one event as JSON.',
    choose: 'The length of a few real events.',
    formula: `record = events an entry × (bytes + ${STAMP_BYTES}) + ${ENVELOPE_BYTES}`,
    default: 'None.',
    tooLow: 'Shards reach their limit of bytes before their limit of records.',
    tooHigh: 'Idle shards.',
    alarm: 'WriteThrottled',
  },
  {
    name: 'traffic.meanEventsPerRequest',
    does: 'Events of this type in one request; they share an entry, which is what EventBridge bills.',
    choose: 'How many a phone gathers before it sends.',
    formula: 'requests/s = events/s ÷ this',
    default: '1.',
    tooLow: 'The plan counts requests and entries that never arrive.',
    tooHigh: 'More requests and records arrive than planned.',
    alarm: 'RequestsThrottled, WriteThrottled',
  },
  {
    name: 'traffic.hottestKeyShare',
    does: 'The share of events that the busiest value of the partition key has.',
    choose: 'Count a real hour by key. For one hunt at a time, a key of the hunt has 1.',
    formula: 'busiest shard = records/s × (share + (1 − share) ÷ shards)',
    default: `${PLAYER_SHARE} for playerId, 1 for any other key.`,
    tooLow: 'One shard runs full while the others idle.',
    tooHigh: 'The check refuses a key that would spread. [hot-key]',
    alarm: 'WriteThrottled, IteratorAge',
    plot: 'One key has one shard and one batch at a time: past the knee it falls behind while the others idle.',
  },
  {
    name: 'traffic.shape',
    does: 'How a day looks: steady, evening or start-burst. Decides the month’s mean for the cost, and how unevenly a second’s events arrive.',
    choose: 'The nearest; the figures are in core/capacity/model/traffic-shape.ts.',
    formula: `mean ÷ peak: ${shapes('meanOfPeak')}; variance ÷ mean of a second: ${shapes('dispersion')}`,
    default: 'None.',
    tooLow: 'steady for a start line: the tail of the latency comes out too short, the cost too high.',
    tooHigh: 'start-burst for steady traffic: the cost comes out fifteen times too low.',
    alarm: 'none: compare the bill',
  },
  {
    name: 'partitionKey',
    does: 'The field that chooses the shard; events of one value keep their order.',
    choose: 'playerId, unless events must keep their order by another field, one with many values.',
    formula: `one value ≤ one shard: ${round(LIMITS.kinesisShardRecordsPerSecond.value)} records/s, ${mebibytes(LIMITS.kinesisShardBytesPerSecond.value)}/s`,
    default: 'None.',
    tooLow: 'Few values: shards and workers stay idle. [hot-key]',
    tooHigh: 'Many values cost nothing.',
    alarm: 'WriteThrottled',
  },
  {
    name: 'priority',
    does: 'What ingest sheds under load: sheddable events first, critical ones never. It also sets the default record age.',
    choose: 'By what a player loses with the event.',
    formula: `record age ${AGE.critical}, ${AGE.normal}, ${AGE.sheddable}`,
    default: 'None.',
    tooLow: 'sheddable for an event that decides the game: ingest sheds it under load.',
    tooHigh: 'critical for every type: ingest can shed nothing.',
    alarm: 'Cairn metric Shed',
  },
  {
    name: 'maxEventsPerEntry',
    does: `Events of one request and key that share an EventBridge entry: 1–${MAX_EVENTS}.`,
    choose: `Leave it at ${MAX_EVENTS} unless a record must stay small.`,
    formula: `events an entry = min(events a request, this, ${kilobytes(LIMITS.eventBridgeBilledBytes.value)} ÷ event)`,
    default: `${MAX_EVENTS}: EventBridge bills the entry up to ${kilobytes(LIMITS.eventBridgeBilledBytes.value)}.`,
    tooLow: 'EventBridge bills more entries, and they use more of the region’s quotas. [waste-packing, region-quota]',
    tooHigh: 'A failed record repeats more events.',
    alarm: 'PublishThrottled',
    plot: 'EventBridge bills entries: the price of an hour falls with packing.',
  },
  {
    name: 'latencyObjective',
    does: 'The percentile of events whose effect must be stored within so many milliseconds of receivedAt.',
    choose: 'What a player notices. Below about 1.3 s at p99 it cannot be met: Lambda reads a shard once a second.',
    formula: 'publish + deliver + poll + window + wait + batch, each at the percentile',
    default: 'None.',
    tooLow: 'The check refuses it. [latency]',
    tooHigh: 'Batches grow, and no alarm reports a slow chain.',
    alarm: 'DeliveryLatency (from half of the objective on)',
  },
  {
    name: 'acceptedRisks',
    does: 'A list of { check, reason }: findings that you know and accept. Also a setting of a stage.',
    choose: 'Only with a reason that your successor will understand.',
    formula: 'the name in [brackets] at the end of a finding',
    default: 'None.',
    tooLow: 'Synthesis fails.',
    tooHigh: 'Each accepted finding stays in the output of synth and plan, and nobody reads the others among them.',
    alarm: 'those of the accepted check',
  },
];

/** Settings of a stage, in catalog/stages.ts. */
export const STAGE_GUIDE: readonly OptionGuide[] = [
  {
    name: 'region',
    does: 'The region to deploy to, whose quotas apply. Left out: the caller’s region; the check then uses the smallest quotas.',
    choose: 'Near the players, with quotas above the peak; the plan names the increases to request.',
    formula: `PutEvents/s and target invocations/s by region ≥ peak ÷ ${HEADROOM}`,
    default: `${stages.prod.region} for prod and load.`,
    tooLow: 'A small region answers "throttled" or delivers late. [region-quota]',
    tooHigh: 'A distant region adds its round trip to each request.',
    alarm: 'PublishThrottled, DeliveryLatency',
  },
  {
    name: 'trafficScale',
    does: 'The factor by which this stage multiplies the catalog’s peak.',
    choose: '1 for the real game, 2 for its load test, a small one for a developer.',
    formula: 'peak = catalog peak × this',
    default: `dev ${stages.dev.trafficScale}, prod ${stages.prod.trafficScale}, load ${stages.load.trafficScale}.`,
    tooLow: 'The stream throttles EventBridge, and events arrive late.',
    tooHigh: 'Idle shards.',
    alarm: 'WriteThrottled',
  },
  {
    name: 'streamCapacity',
    does: 'one-shard, planned or on-demand.',
    choose: `planned if the peak is known; on-demand if it is not known and rises slowly. A start line throttles a new on-demand stream, unless On-demand Advantage has warmed it: a setting of the whole account and region, $${PRICES.kinesisAdvantageGbIn.value} a GB in and $${PRICES.kinesisAdvantageGbOut.value} out without stream-hours, but at least ${LIMITS.kinesisAdvantageBytesPerSecond.value / 2 ** 20} MiB/s each way. The plan says when it pays; Cairn does not turn it on.`,
    formula: `on-demand: the capacity of ${LIMITS.kinesisOnDemandInitialShards.value} shards at first; it doubles only after the traffic has grown`,
    default: `dev ${stages.dev.streamCapacity}, prod and load ${stages.prod.streamCapacity}.`,
    tooLow: 'one-shard or a new on-demand stream that nobody warmed throttles at a start line. [stream]',
    tooHigh: 'on-demand for even traffic costs several times as much. [waste-on-demand]',
    alarm: 'WriteThrottled',
  },
  {
    name: 'throttle.requestsPerSecond',
    does: 'Requests a second that API Gateway admits; it answers the others with 429, and phones repeat them.',
    choose: `Peak requests ÷ ${HEADROOM}. Of all limits of the chain, only this one is answered with an error.`,
    formula: `peak ≤ ${HEADROOM} × this; this ÷ peak × records/s ≤ the rate of shards and handlers`,
    default: `prod ${admits('prod')}, load ${admits('load')}; dev ${admits('dev')}, the smallest PutEvents quota of any region.`,
    tooLow: 'API Gateway refuses players at the expected peak. [request-throttle]',
    tooHigh:
      'The throttle admits more than handlers process: the API answers 202, and the backlog grows without an error. [stream, handler-rate, region-quota]',
    alarm: 'RequestsThrottled (too low), IteratorAge (too high)',
    plot: 'Three times the expected peak arrives: a low throttle refuses the excess, a high one admits more than the handlers process.',
  },
  {
    name: 'throttle.burst',
    does: 'Requests admitted at once: the size of a token bucket that fills at the rate.',
    choose: 'A second of the rate, up to the account’s burst.',
    formula: `rate ÷ 4 ≤ this ≤ ${round(BURST.others)} (${BURST.tiers.map(({ value }) => round(value)).join(', ')} in some regions)`,
    default: `prod ${bursts('prod')}, load ${bursts('load')}, dev ${bursts('dev')}.`,
    tooLow: 'API Gateway refuses a spike of a quarter of a second. [small-burst]',
    tooHigh: 'AWS caps it and does not raise it. [region-quota]',
    alarm: 'RequestsThrottled',
    plot: 'With a throttle just above the mean, a burst of 1 refuses requests that merely arrive close together.',
  },
  {
    name: 'playersPerAddress',
    does: 'Players that may share one address, such as a venue’s Wi-Fi or a carrier’s NAT. It sets the web ACL’s limit for one address.',
    choose: 'As many as may stand at one start line behind one Wi-Fi.',
    formula: `limit of an address = this × requests a player ÷ ${HEADROOM} × ${WINDOW_SECONDS} s; of a token = ${TOKEN_FACTOR} × requests a player ÷ ${HEADROOM} × ${WINDOW_SECONDS} s`,
    default: `${round(PLAYERS_PER_ADDRESS)}. A player sends 0.2 requests/s by the shipped catalog: a request every ${SECONDS_BETWEEN_REQUESTS} s, each type in one of its own.`,
    tooLow: 'The web ACL answers players of one venue with 429 at the start line.',
    tooHigh: 'One address can use up what the stage admits.',
    alarm: 'ClientErrors (too low), RequestsThrottled (too high)',
  },
  {
    name: 'reservedConcurrency',
    does: 'Whether handlers reserve the concurrency that the plan derives.',
    choose: 'true if the quota allows it ("npm run preflight" checks).',
    formula: `sum of reservations + max(${round(LIMITS.lambdaUnreservedConcurrency.value)}, others ÷ ${HEADROOM}) ≤ account`,
    default: 'true, dev false.',
    tooLow: 'false: the account’s functions compete for its concurrency.',
    tooHigh: 'true in a new account with a quota of 10 fails to deploy. [account-concurrency]',
    alarm: 'Throttles',
  },
  {
    name: 'accountConcurrency',
    does: '"Concurrent executions" of Lambda that the account has in the region; all functions share it, and ten times as many requests a second.',
    choose: 'What "npm run preflight" reads. A new account may have 10.',
    formula: `invocations at once of authorizer, ingest, query and handlers ÷ ${HEADROOM} ≤ this − reservations; invocations/s ÷ ${LIMITS.lambdaRequestsPerConcurrency.value} ÷ ${HEADROOM} ≤ this. At the start line each phone that comes starts an environment for as long as the first ones take to start, ${ASSUMED_COLD_START_MS} ms.`,
    default: `${round(LIMITS.lambdaConcurrency.value)}, as AWS gives it; load ${round(stages.load.accountConcurrency ?? LIMITS.lambdaConcurrency.value)}.`,
    tooLow: 'At the start line phones are answered 500. [account-concurrency, account-requests]',
    tooHigh: `More than the account has: the check passes, preflight does not. A function gains ${round(LIMITS.lambdaEnvironmentsPerTenSeconds.value)} environments in 10 s, whatever this is. [scale-up]`,
    alarm: 'Throttles',
  },
  {
    name: 'leaderboardShards',
    does: 'Partitions of the index over which a hunt’s scores are spread.',
    choose:
      'Leave it out until the check asks for more. Raise it at any time; never lower it while hunts are under way.',
    formula: `write units/s of the index ÷ this ≤ ${HEADROOM} × ${round(LIMITS.dynamoDbPartitionWriteUnits.value)}, all players being in one hunt`,
    default: `${LEADERBOARD_SHARDS}.`,
    tooLow: 'The index throttles its partition, and with it the writes of the table. [leaderboard]',
    tooHigh: 'Each leaderboard that is read asks all of them.',
    alarm: 'IndexWriteThrottled',
  },
  {
    name: 'reads',
    does: 'How often a player looks at hunt, leaderboard and own progress while the peak lasts: seconds between two looks.',
    choose: 'What the app does: looking() for the defaults, looking({ leaderboard: 30 }) for every 30 s.',
    formula:
      'reads/s = players ÷ seconds between two looks, each; players = requests/s of the type that has most × 20 s',
    default: 'hunt 600 s, leaderboard 60 s, progress 120 s.',
    tooLow: 'Gateway, query, account and table are sized for more reads than come.',
    tooHigh: 'Players who look more often are refused with those who send. [request-throttle, account-requests]',
    alarm: 'RequestsThrottled, IndexReadThrottled',
  },
  {
    name: 'tokenLifeSeconds',
    does: 'How long a token of your issuer’s is valid.',
    choose: 'As the issuer has it. It changes the bill, not what is deployed.',
    formula:
      'calls of the authorizer a player and token = ⌈this ÷ (300 s of API Gateway’s cache + the wait for the next request)⌉',
    default: `${round(ASSUMED_TOKEN_LIFE_SECONDS)} s.`,
    tooLow: 'The bill has more calls of the authorizer than come.',
    tooHigh: 'The bill has fewer.',
    alarm: 'none: it sizes nothing',
  },
];
