import type { Meter, MetricStore } from '../services/metrics/metric-store.ts';
import { MINUTE_MS } from '../services/metrics/series.ts';
import type { Queue } from '../services/queue/queue.ts';
import type { Table } from '../services/table/table.ts';
import type { LocalCloud } from '../template/local-cloud.ts';

type Units = Pick<Table['consumed'], 'readUnits' | 'writeUnits'>;
type Sampled = Pick<LocalCloud, 'metrics' | 'queues' | 'tables' | 'mappings' | 'scheduler'>;

/**
 * Measures once a minute what would cost too much to count at each change: the messages in queues, the capacity that
 * tables used, and polls that find nothing.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export class Sampler {
  readonly #cloud: Sampled;
  readonly #queues = new Map<Queue, (at: number) => void>();
  readonly #tables = new Map<Table, (at: number) => void>();

  constructor(cloud: Sampled) {
    this.#cloud = cloud;
  }

  /** Publishes as values of the minute that has just ended. */
  sample(): void {
    const { queues, tables, mappings, scheduler } = this.#cloud;
    const at = Math.floor(scheduler.now() / MINUTE_MS) * MINUTE_MS - 1;
    for (const queue of queues.all()) sampleOf(this.#queues, queue, () => this.#ofQueue(queue))(at);
    for (const table of tables.all()) sampleOf(this.#tables, table, () => this.#ofTable(table))(at);
    for (const mapping of mappings) mapping.countIdlePoll();
  }

  #ofQueue(queue: Queue): (at: number) => void {
    const meter = (name: string) => this.#cloud.metrics.meter('AWS/SQS', name, { QueueName: queue.settings.name });
    const visible = meter('ApproximateNumberOfMessagesVisible');
    const hidden = meter('ApproximateNumberOfMessagesNotVisible');
    const delayed = meter('ApproximateNumberOfMessagesDelayed');
    const age = meter('ApproximateAgeOfOldestMessage');
    return (at) => {
      const counts = queue.counts();
      if (!queue.reportsMetrics) return;
      visible(counts.visible, at);
      hidden(counts.notVisible, at);
      delayed(counts.delayed, at);
      const oldestMs = queue.oldestAgeMs();
      if (oldestMs !== undefined) age(Math.floor(oldestMs / 1_000), at);
    };
  }

  /** The table's own units leave out its indexes; of neither is 0 left out. */
  #ofTable(table: Table): (at: number) => void {
    const TableName = table.settings.name;
    const { consumed, consumedByIndex } = table;
    const own = unitsMeter(this.#cloud.metrics, { TableName });
    const ofIndexes = [...consumedByIndex].map(([GlobalSecondaryIndexName, units]) => {
      const publish = unitsMeter(this.#cloud.metrics, { TableName, GlobalSecondaryIndexName });
      return (at: number) => publish(units, at);
    });
    return (at) => {
      const { readUnits, writeUnits, indexes } = consumed;
      own({ readUnits: readUnits - indexes.readUnits, writeUnits: writeUnits - indexes.writeUnits }, at);
      for (const ofIndex of ofIndexes) ofIndex(at);
    };
  }
}

function sampleOf<T>(known: Map<T, (at: number) => void>, key: T, make: () => (at: number) => void) {
  const sample = known.get(key) ?? make();
  known.set(key, sample);
  return sample;
}

/** Publishes what was used since it was last called. */
function unitsMeter(metrics: MetricStore, dimensions: Readonly<Record<string, string>>) {
  const meter = (name: string): Meter => metrics.meter('AWS/DynamoDB', name, dimensions);
  const reads = meter('ConsumedReadCapacityUnits');
  const writes = meter('ConsumedWriteCapacityUnits');
  let before: Units = { readUnits: 0, writeUnits: 0 };
  return ({ readUnits, writeUnits }: Units, at: number): void => {
    reads(readUnits - before.readUnits, at);
    writes(writeUnits - before.writeUnits, at);
    before = { readUnits, writeUnits };
  };
}
