import { PLAYER_SHARE } from '../../../core/capacity/model/spread.ts';
import { SHAPES } from '../../../core/capacity/model/traffic-shape.ts';
import { TRAFFIC_SHAPES } from '../../../core/capacity/model/workload.ts';
import { ENVELOPE_BYTES, SIZING, STAMP_BYTES } from '../../../core/chain/stream-and-source-mapping.ts';
import { LIMITS } from '../../../core/limits.ts';
import { HOURS_PER_MONTH, PRICES } from '../../../core/prices.ts';
import { kilobytes, mebibytes, round } from '../../../core/round.ts';
import { MAX_EVENTS } from '../../../lambdas/ingest/limits.ts';
import { AGE, type OptionGuide } from './option-guide.ts';

const shapes = (figure: 'meanOfPeak' | 'dispersion'): string =>
  TRAFFIC_SHAPES.map((shape) => String(SHAPES[shape][figure])).join(', ');

/** The other settings in an event type's file. */
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
    alarm: 'Api/Throttled, WriteThrottled',
  },
  {
    name: 'traffic.hottestKeyShare',
    does: 'The share of events that the busiest value of the partition key has.',
    choose: 'Count a real hour by key. For one hunt at a time, a key of the hunt has 1.',
    formula: 'busiest shard = records/s × (share + (1 − share) ÷ shards)',
    default: `${PLAYER_SHARE} for playerId, 1 for any other key.`,
    tooLow: 'One shard runs full while the others idle.',
    tooHigh: 'The check refuses a key that would spread. [hot-key]',
    alarm: 'WriteThrottled, Behind',
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
    alarm: 'Shed (of a sheddable type)',
  },
  {
    name: 'maxEventsPerEntry',
    does: `Events of one request and key that share an EventBridge entry: 1–${MAX_EVENTS}.`,
    choose: `Leave it at ${MAX_EVENTS} unless a record must stay small.`,
    formula: `events an entry = min(events a request, this, ${kilobytes(LIMITS.eventBridgeBilledBytes.value)} ÷ event)`,
    default: `${MAX_EVENTS}: EventBridge bills the entry up to ${kilobytes(LIMITS.eventBridgeBilledBytes.value)}.`,
    tooLow: 'EventBridge bills more entries, and they use more of the region’s quotas. [waste-packing, region-quota]',
    tooHigh: 'A failed record repeats more events.',
    alarm: 'Bus/PublishThrottled',
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
