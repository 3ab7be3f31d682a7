import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import type { BatchHandler } from '../../lambdas/shared/batch/handle-batch.ts';
import type { BatchPorts } from '../../lambdas/shared/batch/process-batch.ts';
import type { GamePorts, TablePort } from '../../lambdas/shared/ports.ts';
import { EventSourceMapping } from '../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import type { MappingSettings } from '../../local/aws/services/event-source-mapping/settings.ts';
import { functionFailure } from '../../local/aws/services/function-pool/invocation.ts';
import { queueOperations } from '../../local/aws/services/queue/operations.ts';
import { Queues } from '../../local/aws/services/queue/queues.ts';
import { Stream } from '../../local/aws/services/stream/stream.ts';
import { distantTable } from '../../tools/drill/stage/model-executor.ts';
import { kinesisRecord, STARTS_AT_MS, storeHunt } from './game.ts';
import { gameTable, TABLE_NAME } from './game-table.ts';
import { SETTINGS } from './mapped-function.ts';
import { recordingLog, recordingMetrics } from './recorders.ts';

export const TIMEOUT_MS = 30_000;
export const STARTED_AT_MS = STARTS_AT_MS + 60_000;

interface Options {
  /** The handler of a new environment. */
  readonly create: (ports: BatchPorts & GamePorts) => BatchHandler;
  /** As an author's catalog would have them, over those that a plan derives. */
  readonly settings?: Partial<MappingSettings>;
  /** Stands between the handlers and the table. */
  readonly table?: (table: TablePort, scheduler: VirtualScheduler) => TablePort;
}

export interface QuarantineBody {
  readonly reason: { readonly code: string; readonly message: string };
  readonly events: readonly { readonly id: string }[] | null;
  readonly record: { readonly data?: string; readonly part?: object };
}

/** A shard, its mapping, a handler of ours, the table and the quarantine queue, on virtual time. */
export function mappedHandler({ create, settings = {}, table: wrap = (table) => table }: Options) {
  const scheduler = new VirtualScheduler(STARTED_AT_MS);
  const random = seededRandom(1);
  const { tables, table } = gameTable(scheduler);
  void storeHunt(table);
  const queues = new Queues(scheduler, random);
  const QueueUrl = 'http://127.0.0.1/000000000000/quarantine';
  const queue = queues.create({
    name: 'quarantine',
    arn: 'arn:aws:sqs:us-east-1:000000000000:quarantine',
    url: QueueUrl,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 1_209_600,
    delaySeconds: 0,
  });
  const messages: QuarantineBody[] = [];
  queue.onSend(({ body }) => messages.push(JSON.parse(body)));
  const stream = new Stream(
    { name: 'events', arn: SETTINGS.streamArn, shardCount: 1, retentionHours: 24, mode: 'PROVISIONED' },
    scheduler,
  );
  /** When the record of this text was done, in milliseconds after it was put. */
  const delays = new Map<string, number>();
  let discarded = 0;
  let invocations = 0;
  const newEnvironment = () => {
    const life = { over: false };
    const handler = create({
      clock: scheduler,
      random,
      table: distantTable(wrap(table, scheduler), { scheduler, random, life }),
      tableName: TABLE_NAME,
      quarantine: { sendMessage: async (input) => queueOperations(queues).SendMessage?.({ ...input }) as object },
      quarantineQueueUrl: QueueUrl,
      log: recordingLog(),
      metrics: recordingMetrics(),
    });
    return { life, handler };
  };
  let environment = newEnvironment();
  const mapping = new EventSourceMapping(
    { ...SETTINGS, bisectBatchOnError: true, maximumRecordAgeSeconds: 12 * 3_600, ...settings },
    'aws',
    stream,
    {
      scheduler,
      random,
      invoke: (_name, payload, done) => {
        invocations += 1;
        const { life, handler } = environment;
        const endsAt = scheduler.now() + TIMEOUT_MS;
        const fail = (name: string) => {
          if (life.over) return;
          life.over = true;
          environment = newEnvironment();
          done(functionFailure(name, 'the function has ended'));
        };
        const cancel = scheduler.schedule(TIMEOUT_MS, () => fail('Sandbox.Timedout'));
        const context = {
          awsRequestId: `r${invocations}`,
          getRemainingTimeInMillis: () => Math.max(0, endsAt - scheduler.now()),
        };
        handler(JSON.parse(payload), context).then(
          (result) => {
            if (life.over) return;
            cancel();
            done({ payload: JSON.stringify(result) });
          },
          () => {
            cancel();
            fail('Runtime.ExitError');
          },
        );
      },
      observer: {
        processed: (records) => {
          for (const { tag, arrivedAt } of records) delays.set(String(tag), scheduler.now() - arrivedAt);
        },
        discarded: ({ records }) => {
          discarded += records.length;
        },
      },
    },
  );
  mapping.start();
  return {
    scheduler,
    tables,
    table,
    messages,
    delays,
    discarded: () => discarded,
    invocations: () => invocations,
    /** Puts a record, under the name by which `delays` knows it. */
    put: (name: string, type: string, events: readonly unknown[]) => {
      const { data } = kinesisRecord(type, events, '0').kinesis;
      stream.put('key', data, data.length, undefined, name);
    },
    /** Ends the environment, as a deployment does: the next invocation starts another. */
    renew: () => {
      environment = newEnvironment();
    },
  };
}
