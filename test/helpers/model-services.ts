import type { KinesisStreamEvent } from 'aws-lambda';
import { EVENT_SOURCE } from '../../core/chain/bus-entry-source.ts';
import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import type { BatchHandler } from '../../lambdas/shared/batch/handle-batch.ts';
import type { BusPort, QuarantinePort, TablePort } from '../../lambdas/shared/ports.ts';
import { type FaultStanding, Faults } from '../../local/aws/runtime/faults/faults.ts';
import { Archive } from '../../local/aws/services/event-bus/archive.ts';
import { EventBus } from '../../local/aws/services/event-bus/event-bus.ts';
import { EventBuses } from '../../local/aws/services/event-bus/event-buses.ts';
import { compilePattern } from '../../local/aws/services/event-bus/pattern.ts';
import { textAtPath } from '../../local/aws/services/event-bus/published-event.ts';
import { DEFAULT_RETRY_POLICY } from '../../local/aws/services/event-bus/target.ts';
import { EventSourceMapping } from '../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import { FunctionPool } from '../../local/aws/services/function-pool/function-pool.ts';
import type { StreamRecord } from '../../local/aws/services/stream/record-log.ts';
import { Streams } from '../../local/aws/services/stream/streams.ts';
import { EventLedger } from '../../local/start/ledger/event-ledger.ts';
import { distantTable, ModelExecutor } from '../../tools/drill/stage/model-executor.ts';
import { STARTS_AT_MS, storeHunt } from './game.ts';
import { gameTable, TABLE_NAME } from './game-table.ts';
import { SETTINGS } from './mapped-function.ts';
import { recordingLog, recordingMetrics } from './recorders.ts';
import { GAME, typeFunctions } from './type-functions.ts';

/** Bugs to be planted: each wraps a port or a handler of the real functions. */
export interface Bugs {
  readonly bus?: (bus: BusPort) => BusPort;
  readonly table?: (table: TablePort) => TablePort;
  readonly handler?: (handler: BatchHandler) => BatchHandler;
}

/** Hears of what happens beside the account, so that a test can count for itself. */
export interface Witness {
  /** Before an invocation's handler runs; none runs where the invocation ends before. */
  handling?(invocation: KinesisStreamEvent): void;
  quarantined?(body: string): void;
  processed?(records: readonly StreamRecord[]): void;
  discarded?(records: readonly StreamRecord[], condition: string): void;
  /** A rule's dead letter: the text of the event. */
  deadLettered?(text: string, errorCode: string): void;
}

const ARN = 'arn:aws:SERVICE:us-east-1:000000000000:';
const arn = (service: string, name: string): string => `${ARN.replace('SERVICE', service)}${name}`;
const BUS_ARN = arn('events', 'event-bus/game');

/** The services behind ingest on virtual time, with the real functions of all types, and the account of their events. */
export function modelServices(seed: number, bugs: Omit<Bugs, 'bus'>, witness: Witness = {}) {
  const scheduler = new VirtualScheduler(STARTS_AT_MS + 60_000);
  const random = seededRandom(seed);
  const account = new EventLedger(
    GAME.map(({ type }) => type),
    () => {},
  );
  const { tables, table } = gameTable(scheduler);
  tables.named(TABLE_NAME).onChange((before, after) => account.itemChanged(before, after));
  // Done at once: no fault is on yet.
  void storeHunt(table);
  const buses = new EventBuses();
  const bus = new EventBus(
    { name: 'game', arn: BUS_ARN },
    { account: '000000000000', region: 'us-east-1' },
    scheduler,
    random,
    account,
  );
  buses.add(bus);
  const matches = compilePattern({ source: [EVENT_SOURCE] });
  const archive = { name: 'kept', arn: arn('events', 'archive/kept'), eventSourceArn: BUS_ARN, description: '' };
  buses.addArchive(new Archive({ ...archive, eventPattern: undefined, matches, retentionDays: 0 }, scheduler), bus);
  const streams = new Streams(scheduler);
  const functions = new FunctionPool(scheduler, random);
  const quarantine: QuarantinePort = {
    sendMessage: async ({ MessageBody: body = '' }) => {
      account.quarantined(body);
      witness.quarantined?.(body);
      return { MessageId: 'message' };
    },
  };
  const mappings = GAME.map(({ type }) => {
    const name = type.replace('.', '-');
    const streamArn = arn('kinesis', `stream/${name}`);
    const stream = streams
      .create({ name, arn: streamArn, shardCount: 2, retentionHours: 24, mode: 'PROVISIONED' })
      .activate();
    const pattern = { source: [EVENT_SOURCE], 'detail-type': [type] };
    const ruleArn = arn('events', `rule/game/${name}`);
    bus.addRule({
      name,
      arn: ruleArn,
      eventPattern: JSON.stringify(pattern),
      matches: compilePattern(pattern),
      enabled: true,
      targets: [
        {
          id: 'stream',
          arn: streamArn,
          ruleArn,
          permitted: () => true,
          deliver: ({ text, envelope, tag }) => {
            const data = Buffer.from(text).toString('base64');
            stream.put(textAtPath(envelope, ['detail', 'partitionKey']) ?? '', data, text.length, undefined, tag);
          },
          retryPolicy: DEFAULT_RETRY_POLICY,
          deadLetterQueue: {
            permitted: () => true,
            send: (body, { ERROR_CODE: code }) => witness.deadLettered?.(body, code?.StringValue ?? ''),
          },
        },
      ],
    });
    const executor = new ModelExecutor(scheduler, (life) => {
      const distant = distantTable(table, { scheduler, random, life });
      const handler = typeFunctions({
        clock: scheduler,
        random,
        table: bugs.table?.(distant) ?? distant,
        tableName: TABLE_NAME,
        quarantine,
        quarantineQueueUrl: 'queue',
        log: recordingLog(),
        metrics: recordingMetrics(),
      })[type];
      if (handler === undefined) throw new Error(`no function for ${type}`);
      const faulty = bugs.handler?.(handler) ?? handler;
      return (invocation, context) => {
        witness.handling?.(invocation);
        return faulty(invocation, context);
      };
    });
    const functionArn = arn('lambda', `function:${name}`);
    functions.add(
      {
        name,
        arn: functionArn,
        timeoutSeconds: 30,
        memoryMb: 512,
        runtime: 'nodejs24.x',
        handler: 'index.handler',
        roleArn: 'arn:role',
        maxEnvironments: 4,
      },
      executor,
    );
    const settings = { ...SETTINGS, uuid: name, functionName: name, functionArn, streamArn };
    return new EventSourceMapping(
      { ...settings, parallelizationFactor: 2, bisectBatchOnError: true, maximumRetryAttempts: 20 },
      'aws',
      stream,
      {
        scheduler,
        random,
        invoke: (functionName, payload, done) => functions.invoke(functionName, payload, done),
        observer: {
          invoking: (records) => account.invoking(records),
          processed: (records) => {
            account.processed(records);
            witness.processed?.(records);
          },
          discarded: (batch, end) => {
            account.discarded(batch, end);
            witness.discarded?.(batch.records, batch.condition);
          },
        },
        onFailure: () => true,
      },
    );
  });
  for (const mapping of mappings) mapping.start();
  const changes: FaultStanding[] = [];
  const services = { buses, streams, functions, tables, mappings, gateways: [] };
  const faults = new Faults(services, scheduler, seededRandom(seed + 1), (standing) => changes.push(standing));
  return { scheduler, random, account, table, tables, buses, streams, functions, mappings, faults, changes };
}
