import { PROCESSING_RANGES } from '../../catalog/define-event.ts';
import { LAST_ATTEMPT, STOP_BEFORE_TIMEOUT_MS } from '../../core/handler-limits.ts';
import { LIMITS } from '../../core/limits.ts';
import { PRICES } from '../../core/prices.ts';

/** What a person has to know to choose an option. */
export interface OptionGuide {
  readonly name: string;
  readonly does: string;
  readonly choose: string;
  readonly formula: string;
  readonly default: string;
  readonly tooLow: string;
  readonly tooHigh: string;
  /** The alarms that tell, by what they watch. */
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
    choose: 'Leave it out. Set it smaller where a record takes much longer than is assumed.',
    formula: 'min(100, (objective ÷ 4 − 10 ms) ÷ 2 ms a record)',
    default: 'Derived: a batch takes at most a quarter of the latency objective.',
    tooLow: 'Each invocation costs 10 ms before its first record: the handler falls behind. [handler-rate]',
    tooHigh:
      'A batch outlasts its timeout or the objective, and a failure repeats more. Beyond 6 MB it has no effect. [batch-timeout, latency, waste-batch]',
    alarm: 'IteratorAge (too low), Duration (too high)',
    plot: 'One batch at a time of each shard: p99 falls until the handler keeps up, and then hardly changes.',
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
    formula: '⌈2 × records/s ÷ (shards × batch ÷ batch time)⌉',
    default: 'Derived: twice the peak, so that a backlog drains while traffic goes on.',
    tooLow: 'Handlers do less than the throttle admits: answered 202, behind in silence. [handler-rate, latency]',
    tooHigh: 'More batches than reserved concurrency: the rest is throttled. [worker-concurrency]',
    alarm: 'IteratorAge (too low), Throttles (too high)',
    plot: 'Batches of one record and handlers three times as slow: below the knee the backlog grows.',
  },
  {
    name: 'reservedConcurrency',
    does: `Invocations of the handler that may run at once, taken out of the account's: ${range('reservedConcurrency')}`,
    choose: 'Leave it out. In an account with a small quota turn it off for the stage.',
    formula: '⌈1.2 × shards × parallelizationFactor⌉',
    default: 'Derived: every batch finds an environment, a fifth in reserve.',
    tooLow:
      'Batches wait for an environment while the CPU idles: what the post-mortem saw. [worker-concurrency, handler-rate]',
    tooHigh:
      'Taken from every other function; beyond the account less 100 the deployment fails. [waste-reserved, account-concurrency]',
    alarm: 'Throttles',
    plot: 'Six shards with one batch each: below the knee batches wait for an environment.',
  },
  {
    name: 'memoryMb',
    does: `Memory of the handler, and CPU in proportion: ${range('memoryMb')}`,
    choose: 'Compare "cheaper" and "faster" of the plan.',
    formula: 'batch time × (0.5 + 0.5 × 1,024 ÷ min(memory, 1,769))',
    default: '1,024: 0.58 of a vCPU, so that JSON and TLS do not dominate.',
    tooLow: 'CPU work takes longer; below about 256 MB also starts do. [handler-rate, latency]',
    tooHigh: 'Above 1,769 MB there is a second vCPU that one thread cannot use. [waste-memory]',
    alarm: 'Duration, Errors (out of memory)',
    plot: 'Less memory, longer batches; the handler is a small part of the cost.',
  },
  {
    name: 'timeoutSeconds',
    does: `When an invocation is ended: ${range('timeoutSeconds')}`,
    choose: `Leave it out. A handler begins no call to the table in its last ${STOP_BEFORE_TIMEOUT_MS / 1_000} s.`,
    formula: 'max(30, 10 × batch time)',
    default: 'Derived: a slow table is ridden out, a hung call is not.',
    tooLow: 'Full batches are cut off and repeated. [batch-timeout]',
    tooHigh:
      'A hung call holds a part of a shard that long, and its retries outlast the record age. [long-timeout, retry-age]',
    alarm: 'Duration, Errors',
  },
  {
    name: 'retryAttempts',
    does: `Retries of a failed batch: ${range('retryAttempts')}`,
    choose:
      'Leave it out: the age of the record ends the retries. A number sends records to the failure bucket, with their payload, while the table is out.',
    formula: 'timeout × (retries + 1) ≤ record age',
    default: `-1. Handlers quarantine what no retry mends; a record that ends the function is quarantined at its attempt ${LAST_ATTEMPT}.`,
    tooLow: 'A second of a throttled table sends records to the bucket. [few-retries]',
    tooHigh: 'A batch that hangs holds its shard until those behind it are too old. [retry-age]',
    alarm: 'FailureStored, IteratorAge',
    plot: 'The handler fails for fifteen seconds: too few retries give events up that the next one would have stored.',
  },
  {
    name: 'maxRecordAgeSeconds',
    does: `The age at which a record is given up to the failure bucket: ${range('maxRecordAgeSeconds')} The stream keeps records that long, a day at least; the rule tries to put an event into it that long, a day at most.`,
    choose: 'As long as the event still means something, and longer than an outage that you want to ride out.',
    formula: 'retention = max(24 h, record age); the rule retries for min(24 h, record age)',
    default: '12 h for critical types, 6 h for normal, 900 s for sheddable.',
    tooLow: 'Records are given up behind one hung batch. [retry-age]',
    tooHigh: 'Over 24 h each shard-hour costs more than twice as much. [waste-retention]',
    alarm: 'FailureStored, Dropped',
    plot: 'The handler is not run for five minutes: what is younger than the outage is given up.',
  },
  {
    name: 'bisectBatchOnError',
    does: 'Whether a failed batch is halved before it is retried: true or false.',
    choose: 'Leave it on; off only where a batch must stay whole.',
    formula: 'invocations for one poison record in n: about 2 × log₂ n',
    default: 'true.',
    tooLow: 'Off: one record that ends the function takes its whole batch into the failure bucket. [no-bisect]',
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
    formula: 'records/s = peak × trafficScale ÷ events an entry; shards = ⌈max(records/s ÷ 1,000, MiB/s) ÷ 0.7⌉',
    default: 'None: only you know it.',
    tooLow: 'The stream throttles EventBridge and events come late.',
    tooHigh: 'Shards stand idle, at 11 dollars a month each.',
    alarm: 'WriteThrottled, DeliveryLatency',
  },
  {
    name: 'traffic.meanBytes',
    does: 'Mean size of one event as JSON.',
    choose: 'The length of a few real events.',
    formula: 'record = events an entry × (bytes + 160) + 350',
    default: 'None.',
    tooLow: 'Shards fill by bytes before they do by records.',
    tooHigh: 'Idle shards.',
    alarm: 'WriteThrottled',
  },
  {
    name: 'traffic.meanEventsPerRequest',
    does: 'Events of this type in one request; they share an entry, which is what EventBridge bills.',
    choose: 'How many a phone gathers before it sends.',
    formula: 'requests/s = events/s ÷ this',
    default: '1.',
    tooLow: 'The plan pays for requests and entries that do not come.',
    tooHigh: 'More requests and records come than are planned.',
    alarm: 'RequestsThrottled, WriteThrottled',
  },
  {
    name: 'traffic.hottestKeyShare',
    does: 'The share of events that the busiest value of the partition key has.',
    choose: 'Count a real hour by key. For one hunt at a time, a key of the hunt has 1.',
    formula: 'busiest shard = records/s × (share + (1 − share) ÷ shards)',
    default: '0.001 for playerId, 1 for any other key.',
    tooLow: 'One shard runs full while the others idle.',
    tooHigh: 'The check refuses a key that would spread. [hot-key]',
    alarm: 'WriteThrottled, IteratorAge',
    plot: 'One key has one shard and one batch at a time: past the knee it falls behind while the others idle.',
  },
  {
    name: 'traffic.shape',
    does: 'How a day looks: steady, evening or start-burst. Decides the month’s mean for the cost, and how unevenly a second’s events arrive.',
    choose: 'The nearest; the figures are in core/capacity/traffic-shape.ts.',
    formula: 'mean ÷ peak: 1, 0.29, 0.066; variance ÷ mean of a second: 1, 2, 4',
    default: 'None.',
    tooLow: 'steady for a start line: the tail of the latency comes out too short, the cost too high.',
    tooHigh: 'start-burst for steady traffic: the cost comes out fifteen times too low.',
    alarm: 'none: compare the bill',
  },
  {
    name: 'partitionKey',
    does: 'The field that chooses the shard; events of one value keep their order.',
    choose: 'playerId, unless order is needed by something else that has many values.',
    formula: 'one value ≤ one shard: 1,000 records/s, 1 MiB/s',
    default: 'None.',
    tooLow: 'Few values: shards and workers stay idle. [hot-key]',
    tooHigh: 'Many values cost nothing.',
    alarm: 'WriteThrottled',
  },
  {
    name: 'priority',
    does: 'critical is never refused on purpose, sheddable first; also the default record age.',
    choose: 'By what a player loses with the event.',
    formula: 'record age 12 h, 6 h, 900 s',
    default: 'None.',
    tooLow: 'sheddable for what decides the game: refused under load.',
    tooHigh: 'critical for all: nothing is left that can be refused.',
    alarm: 'Cairn metric Shed',
  },
  {
    name: 'maxEventsPerEntry',
    does: 'Events of one request and key that share an EventBridge entry: 1–100.',
    choose: 'Leave it at 100 unless a record must stay small.',
    formula: 'events an entry = min(events a request, this, 64 KB ÷ event)',
    default: '100: EventBridge bills the entry up to 64 KB.',
    tooLow: 'Pays EventBridge by the event and takes more of the region’s quotas. [waste-packing, region-quota]',
    tooHigh: 'A failed record repeats more events.',
    alarm: 'PublishThrottled',
    plot: 'EventBridge bills entries: the price of an hour falls with packing.',
  },
  {
    name: 'latencyObjective',
    does: 'Within how many milliseconds which percentile of events is to be stored, from receivedAt.',
    choose: 'What a player notices. Below about 1.3 s at p99 it cannot be kept: Lambda reads a shard once a second.',
    formula: 'publish + deliver + poll + window + wait + batch, each at the percentile',
    default: 'None.',
    tooLow: 'The build refuses it. [latency]',
    tooHigh: 'Batches grow and nobody hears of a slow chain.',
    alarm: 'DeliveryLatency (from half of the objective on)',
  },
  {
    name: 'acceptedRisks',
    does: 'A list of { check, reason }: findings that are known and lived with. Also a setting of a stage.',
    choose: 'Only with a reason that your successor will understand.',
    formula: '[check] ends each message',
    default: 'None.',
    tooLow: 'The build fails.',
    tooHigh: 'The build is silent no longer, but nobody reads it: each stays in the output of synth and plan.',
    alarm: 'those of the accepted check',
  },
];

/** Settings of a stage, in catalog/stages.ts. */
export const STAGE_GUIDE: readonly OptionGuide[] = [
  {
    name: 'region',
    does: 'Where the stage lives, and so whose quotas count. Left out: the caller’s; the check then takes the smallest quotas.',
    choose: 'Near the players, with quotas that hold the peak; the plan says what to ask for.',
    formula: 'PutEvents/s and target invocations/s by region ≥ peak ÷ 0.8',
    default: 'us-east-1 for prod and load.',
    tooLow: 'A small region answers "throttled" or delivers late. [region-quota]',
    tooHigh: 'A far one adds its round trip to each request.',
    alarm: 'PublishThrottled, DeliveryLatency',
  },
  {
    name: 'trafficScale',
    does: 'What the catalog’s peak is multiplied with for this stage.',
    choose: '1 for the real game, 2 for its load test, little for a developer.',
    formula: 'peak = catalog peak × this',
    default: 'dev 0.02, prod 1, load 2.',
    tooLow: 'As peakEventsPerSecond too low.',
    tooHigh: 'Idle shards.',
    alarm: 'WriteThrottled',
  },
  {
    name: 'streamCapacity',
    does: 'one-shard, planned or on-demand.',
    choose: `planned where the peak is known; on-demand where it is not and rises slowly. At a start line a new on-demand stream throttles, unless On-demand Advantage has warmed it: a setting of the whole account and region, $${PRICES.kinesisAdvantageGbIn.value} a GB in and $${PRICES.kinesisAdvantageGbOut.value} out without stream-hours, but at least ${LIMITS.kinesisAdvantageBytesPerSecond.value / 2 ** 20} MiB/s each way. The plan says when it pays; Cairn does not turn it on.`,
    formula: 'on-demand: four shards’ worth at first, doubling behind the traffic',
    default: 'dev one-shard, prod and load planned.',
    tooLow: 'one-shard or a new on-demand stream that nobody warmed throttles at a start line. [stream]',
    tooHigh: 'on-demand for even traffic costs several times as much. [waste-on-demand]',
    alarm: 'WriteThrottled',
  },
  {
    name: 'throttle.requestsPerSecond',
    does: 'Requests that the stage lets in; more are answered 429, which phones repeat.',
    choose: 'Peak requests ÷ 0.8. It is the one place that refuses out loud.',
    formula: 'peak ≤ 0.8 × this; this ÷ peak × records/s ≤ what shards and handlers do',
    default: 'prod 2,750, load 5,500; dev 400, the smallest PutEvents quota of any region.',
    tooLow: 'Players are refused at the expected peak. [request-throttle]',
    tooHigh:
      'Lets in what cannot be processed: answered 202 and behind in silence. [stream, handler-rate, region-quota]',
    alarm: 'RequestsThrottled (too low), IteratorAge (too high)',
    plot: 'Three times the expected peak comes: a low throttle refuses it, a high one lets in what the handlers cannot do.',
  },
  {
    name: 'throttle.burst',
    does: 'Requests let in at once, a token bucket that fills at the rate.',
    choose: 'A second of the rate, up to the account’s burst.',
    formula: 'rate ÷ 4 ≤ this ≤ 5,000 (1,250 in some regions)',
    default: 'prod 2,750, load 5,000, dev 500.',
    tooLow: 'A spike of a quarter of a second is refused. [small-burst]',
    tooHigh: 'AWS caps it and does not raise it. [region-quota]',
    alarm: 'RequestsThrottled',
    plot: 'At a throttle just above the mean: a burst of one refuses what merely comes close together.',
  },
  {
    name: 'playersPerAddress',
    does: 'Players that may share one address, such as a venue’s Wi-Fi or a carrier’s NAT: the web ACL’s limit of an address.',
    choose: 'As many as may stand at one start line behind one Wi-Fi.',
    formula:
      'limit of an address = this × requests a player ÷ 0.8 × 300 s; of a token = 10 × requests a player ÷ 0.8 × 300 s',
    default:
      '2,000. A player sends 0.2 requests/s by the shipped catalog: a request every 20 s, each type in one of its own.',
    tooLow: 'Players of one venue are answered 429 at the start line.',
    tooHigh: 'One address can use up what the stage admits.',
    alarm: 'ClientErrors (too low), RequestsThrottled (too high)',
  },
  {
    name: 'reservedConcurrency',
    does: 'Whether handlers reserve what the plan says.',
    choose: 'true where the quota allows ("npm run preflight" tells).',
    formula: 'sum of reservations + max(100, others ÷ 0.8) ≤ account',
    default: 'true, dev false.',
    tooLow: 'false: functions of the account take from each other.',
    tooHigh: 'true in a new account with a quota of 10 fails to deploy. [account-concurrency]',
    alarm: 'Throttles',
  },
];
