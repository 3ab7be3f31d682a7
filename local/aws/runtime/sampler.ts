import type { Meter, MetricStore } from '../services/metrics/metric-store.ts';
import type { Queue } from '../services/queue/queue.ts';
import type { Queues } from '../services/queue/queues.ts';
import type { Table } from '../services/table/table.ts';
import type { Tables } from '../services/table/tables.ts';

/**
 * Measures once a minute what would cost too much to count at each change: the messages in queues, and the capacity
 * that tables used.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export class Sampler {
  readonly #metrics: MetricStore;
  readonly #queues: Queues;
  readonly #tables: Tables;
  readonly #queueMeters = new Map<
    Queue,
    { readonly visible: Meter; readonly hidden: Meter; readonly delayed: Meter }
  >();
  readonly #tableMeters = new Map<Table, (units: Table['consumed']) => void>();

  constructor(metrics: MetricStore, queues: Queues, tables: Tables) {
    this.#metrics = metrics;
    this.#queues = queues;
    this.#tables = tables;
  }

  sample(): void {
    for (const queue of this.#queues.all()) {
      const meters = this.#queueMeters.get(queue) ?? this.#queueMetersOf(queue);
      const { visible, notVisible, delayed } = queue.counts();
      meters.visible(visible);
      meters.hidden(notVisible);
      meters.delayed(delayed);
    }
    for (const table of this.#tables.all()) {
      (this.#tableMeters.get(table) ?? this.#tableMeterOf(table))(table.consumed);
    }
  }

  #queueMetersOf(queue: Queue) {
    const meter = (name: string) => this.#metrics.meter('AWS/SQS', name, { QueueName: queue.settings.name });
    const meters = {
      visible: meter('ApproximateNumberOfMessagesVisible'),
      hidden: meter('ApproximateNumberOfMessagesNotVisible'),
      delayed: meter('ApproximateNumberOfMessagesDelayed'),
    };
    this.#queueMeters.set(queue, meters);
    return meters;
  }

  #tableMeterOf(table: Table) {
    const meter = (name: string) => this.#metrics.meter('AWS/DynamoDB', name, { TableName: table.settings.name });
    const reads = meter('ConsumedReadCapacityUnits');
    const writes = meter('ConsumedWriteCapacityUnits');
    let before = { readUnits: 0, writeUnits: 0 };
    const take = ({ readUnits, writeUnits }: Table['consumed']): void => {
      if (readUnits > before.readUnits) reads(readUnits - before.readUnits);
      if (writeUnits > before.writeUnits) writes(writeUnits - before.writeUnits);
      before = { readUnits, writeUnits };
    };
    this.#tableMeters.set(table, take);
    return take;
  }
}
