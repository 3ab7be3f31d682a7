import type { ServiceTime } from '../capacity/model/service-time.ts';
import type { Priority, Processing, StreamCapacity, Traffic } from '../capacity/model/workload.ts';
import { InputError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { type EventChainTopology, eventChainTopology } from './event-chain.ts';
import { setting } from './setting.ts';
import { fixedShards, planStream } from './stream-and-source-mapping.ts';

/** An event type of another app: its events, one an entry of the bus, and how they are handled. */
export interface Workload {
  /** The `source` of its entries, such as `shop.checkout`. */
  readonly source: string;
  /** The `detail-type` of its entries, such as `order.placed`. */
  readonly detailType: string;
  /**
   * Where each entry has its partition key: a JSON path of at most 256 characters, such as `$.detail.customerId`. Events of
   * one key are handled one batch at a time, in the order in which the stream took them. @default $.detail.partitionKey
   */
  readonly partitionKeyPath?: string;
  readonly traffic: WorkloadTraffic;
  /** How long a record may wait: 12 hours, 6 hours or 15 minutes. @default normal */
  readonly priority?: Priority;
  /** From the event to its effect, in milliseconds. ≥ 1. @default 5,000 */
  readonly objectiveMs?: number;
  /** Settings of mapping and function in place of those that follow from the traffic. @default `retryAttempts: 10`, the rest follows */
  readonly processing?: Partial<Processing>;
  /** What the handler takes, measured. @default assumed: 10 ms an invocation and 2 ms a record at 1,024 MB */
  readonly serviceTime?: ServiceTime;
  /** @default planned: provisioned shards, as many as the traffic needs */
  readonly streamCapacity?: StreamCapacity;
  /** Whether the handler's invocations are taken out of the account's quota. @default false */
  readonly reservesConcurrency?: boolean;
}

export interface WorkloadTraffic extends Pick<Traffic, 'peakEventsPerSecond' | 'meanBytes'> {
  /** The share of the events that the busiest partition key has. Above 0, at most 1. @default every key has about as many */
  readonly hottestKeyShare?: number;
}

const PARTITION_KEY_PATH = '$.detail.partitionKey';
const OBJECTIVE_MS = 5_000;
const MAX_BYTES = LIMITS.eventBridgeBilledBytes.value;
/**
 * Nobody knows how an app's handler answers what it can never process. Cairn's own set such records aside and retry until a
 * record is too old (ADR 23); here a record that always fails would hold its shard for as long.
 */
const RETRY_ATTEMPTS = 10;

/**
 * Composes and sizes the chain of a workload.
 * @throws InputError for a name that is empty, or a figure that is out of its range
 */
export function workloadTopology(workload: Workload): EventChainTopology {
  checkWorkload(workload);
  const { source, detailType, traffic, streamCapacity = 'planned', objectiveMs = OBJECTIVE_MS } = workload;
  const retryAttempts = workload.processing?.retryAttempts;
  const objective = { percentile: 99, milliseconds: objectiveMs };
  const plan = planStream({
    traffic,
    priority: workload.priority ?? 'normal',
    latencyObjective: objective,
    maxEventsPerEntry: 1,
    stampBytes: 0,
    processing: workload.processing ?? {},
    trafficScale: 1,
    shareOfKey: traffic.hottestKeyShare ?? 0,
    ...(workload.serviceTime !== undefined && { serviceTime: workload.serviceTime }),
    ...fixedShards(streamCapacity),
  });
  return eventChainTopology({
    type: detailType,
    route: {
      source: setting(source, 'Set by source.'),
      detailType: setting(detailType, 'Set by detailType.'),
      partitionKeyPath: setting(
        workload.partitionKeyPath ?? PARTITION_KEY_PATH,
        workload.partitionKeyPath === undefined
          ? "Left open. EventBridge's own default would be the event's id, and no order."
          : 'Set by partitionKeyPath.',
      ),
    },
    plan: {
      ...plan,
      processing: {
        ...plan.processing,
        ...(retryAttempts === undefined && {
          retryAttempts: setting(
            RETRY_ATTEMPTS,
            `${RETRY_ATTEMPTS}: then a record that always fails goes to the failure bucket and its shard continues. Set -1 where the handler sets such records aside: they then wait out an outage until they are too old.`,
          ),
        }),
      },
    },
    streamCapacity,
    reservesConcurrency: workload.reservesConcurrency ?? false,
    objective,
  });
}

function checkWorkload({ source, detailType, partitionKeyPath, traffic, objectiveMs }: Workload): void {
  const event = `event ${detailType}`;
  const name = (field: string, value: string): void => {
    if (value.trim() !== '') return;
    throw new InputError({
      input: `${event}: ${field}`,
      received: value,
      allowed: 'a name',
      remedy: `Set the ${field} that the app puts into its entries.`,
    });
  };
  name('source', source);
  name('detailType', detailType);
  // eventbridge/latest/APIReference/API_KinesisParameters.html
  if (partitionKeyPath !== undefined && !/^\$\.\S{1,254}$/.test(partitionKeyPath)) {
    throw new InputError({
      input: `${event}: partitionKeyPath`,
      received: partitionKeyPath,
      allowed: 'a JSON path into the entry, such as $.detail.customerId, at most 256 characters',
      remedy: 'Begin with "$.".',
    });
  }
  const figure = (field: string, value: number, least: number, most: number, allowed: string): void => {
    if (value >= least && value <= most) return;
    throw new InputError({
      input: `${event}: ${field}`,
      received: value,
      allowed,
      remedy: 'State what you expect at the peak.',
    });
  };
  figure('traffic.peakEventsPerSecond', traffic.peakEventsPerSecond, Number.MIN_VALUE, 1e9, 'a number above 0');
  figure('traffic.meanBytes', traffic.meanBytes, 1, MAX_BYTES, `1 to ${MAX_BYTES} bytes`);
  figure('traffic.hottestKeyShare', traffic.hottestKeyShare ?? 1, Number.MIN_VALUE, 1, 'above 0, at most 1');
  figure('objectiveMs', objectiveMs ?? OBJECTIVE_MS, 1, Number.MAX_SAFE_INTEGER, '1 ms or more');
}
