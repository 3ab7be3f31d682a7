import { PROCESSING_RANGES } from '../../../catalog/define-event.ts';
import {
  ASSUMED_INVOCATION_MS,
  ASSUMED_MEMORY_MB,
  ASSUMED_RECORD_MS,
  CPU_SHARE,
} from '../../../core/capacity/model/service-time.ts';
import { CATCH_UP_FACTOR } from '../../../core/capacity/model/spread.ts';
import { SIZING } from '../../../core/chain/stream-and-source-mapping.ts';
import { LAST_ATTEMPT, STOP_BEFORE_TIMEOUT_MS } from '../../../core/handler-limits.ts';
import { LIMITS } from '../../../core/limits.ts';
import { PRICES } from '../../../core/prices.ts';
import { megabytes, round } from '../../../core/round.ts';
import { AGE, type OptionGuide } from './option-guide.ts';

const ONE_CPU_MB = LIMITS.lambdaMemoryOfOneCpu.value;
const LEAST_RETENTION = LIMITS.kinesisMinRetentionHours.value;
const range = (name: keyof typeof PROCESSING_RANGES): string => {
  const [low, high, unit] = PROCESSING_RANGES[name];
  return `${low.toLocaleString('en-US')}${low < 0 ? ' to ' : '–'}${high.toLocaleString('en-US')} ${unit}.`;
};

/** Settings of an event type, in `processing`. */
export const PROCESSING_GUIDE: readonly OptionGuide[] = [
  {
    name: 'batchSize',
    does: `Records that one invocation takes at most: ${range('batchSize')}`,
    choose: 'Leave it out. Set it lower if a record takes much longer than assumed.',
    formula: `min(${SIZING.batchSize}, (objective ÷ ${SIZING.batchesInObjective} − ${ASSUMED_INVOCATION_MS} ms) ÷ ${ASSUMED_RECORD_MS} ms a record)`,
    default: 'Derived: a batch takes at most a quarter of the latency objective.',
    tooLow: `Each invocation costs ${ASSUMED_INVOCATION_MS} ms before its first record: the handler falls behind. [handler-rate]`,
    tooHigh: `A batch takes longer than its timeout or the objective, and a failure repeats more records. Beyond ${megabytes(LIMITS.lambdaInvocationBytes.value)} it has no effect. [batch-timeout, latency, waste-batch]`,
    alarm: 'Behind (too low), HandlerDuration (too high)',
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
    alarm: 'Behind',
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
    alarm: 'Behind (too low), HandlerThrottles (too high)',
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
    alarm: 'HandlerThrottles',
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
    alarm: 'HandlerDuration, HandlerErrors (out of memory)',
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
    alarm: 'HandlerDuration, HandlerErrors',
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
    alarm: 'FailureStored, Behind',
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
    alarm: 'FailureStored, Lost',
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
