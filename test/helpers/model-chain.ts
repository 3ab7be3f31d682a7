import { catalog } from '../../catalog/index.ts';
import { EVENT_SOURCE } from '../../catalog/names.ts';
import { randomId, seededRandom } from '../../core/random.ts';
import { sleep } from '../../core/scheduler/scheduler.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { ingestEvents } from '../../lambdas/ingest/ingest-events.ts';
import type { BatchHandler } from '../../lambdas/shared/batch/handle-batch.ts';
import type { BusPort, TablePort } from '../../lambdas/shared/ports.ts';
import { Account } from '../../local/runtime/account.ts';
import { Archive } from '../../local/services/event-bus/archive.ts';
import { DEFAULT_RETRY_POLICY } from '../../local/services/event-bus/delivery.ts';
import { EventBus } from '../../local/services/event-bus/event-bus.ts';
import { EventBuses } from '../../local/services/event-bus/event-buses.ts';
import { eventBusOperations } from '../../local/services/event-bus/operations.ts';
import { compilePattern } from '../../local/services/event-bus/pattern.ts';
import { textAtPath } from '../../local/services/event-bus/published-event.ts';
import { EventSourceMapping } from '../../local/services/event-source-mapping/event-source-mapping.ts';
import { readFault } from '../../local/services/faults/fault-spec.ts';
import { type FaultStanding, Faults } from '../../local/services/faults/faults.ts';
import { FunctionPool } from '../../local/services/function-pool/function-pool.ts';
import { Streams } from '../../local/services/stream/streams.ts';
import { HUNT, HUNT_ID, near, STARTS_AT_MS, storeHunt } from './game.ts';
import { gameTable, TABLE_NAME } from './game-table.ts';
import { gameViolations, type PlayedHunt } from './game-violations.ts';
import { SETTINGS } from './mapped-function.ts';
import { distantTable, ModelExecutor } from './model-functions.ts';
import { proxyRequest } from './proxy-request.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from './recorders.ts';
import { typeFunctions } from './type-functions.ts';

/** Bugs to be planted: each wraps a port or a handler of the real functions. */
export interface Bugs {
  readonly bus?: (bus: BusPort) => BusPort;
  readonly table?: (table: TablePort) => TablePort;
  readonly handler?: (handler: BatchHandler) => BatchHandler;
}

const ARN = 'arn:aws:SERVICE:us-east-1:000000000000:';
const arn = (service: string, name: string): string => `${ARN.replace('SERVICE', service)}${name}`;
const BUS_ARN = arn('events', 'event-bus/game');
/** Long enough for every retry and pause. */
const MINUTE_MS = 60_000;
const MOST_MINUTES = 30;
const RESEND_MS = 1_000;

/** The chain from ingest to the table: the real functions over the service models, on virtual time. */
export function modelChain(seed: number, bugs: Bugs = {}) {
  const scheduler = new VirtualScheduler(STARTS_AT_MS + 60_000);
  const random = seededRandom(seed);
  const account = new Account(
    catalog.map(({ type }) => type),
    () => {},
  );
  const { tables, table } = gameTable(scheduler);
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
  const mappings = catalog.map(({ type }) => {
    const name = type.replace('.', '-');
    const streamArn = arn('kinesis', `stream/${name}`);
    const stream = streams.create({ name, arn: streamArn, shardCount: 2, retentionHours: 24, mode: 'PROVISIONED' });
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
          deadLetterQueue: { permitted: () => true, send: () => {} },
        },
      ],
    });
    const executor = new ModelExecutor(scheduler, (life) => {
      const distant = distantTable(table, scheduler, random, life);
      const handler = typeFunctions({
        clock: scheduler,
        random,
        table: bugs.table?.(distant) ?? distant,
        tableName: TABLE_NAME,
        quarantine: recordingQuarantine(),
        quarantineQueueUrl: 'queue',
        log: recordingLog(),
        metrics: recordingMetrics(),
      })[type];
      if (handler === undefined) throw new Error(`no function for ${type}`);
      return bugs.handler?.(handler) ?? handler;
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
        observer: account,
      },
    );
  });
  for (const mapping of mappings) mapping.start();
  const changes: FaultStanding[] = [];
  const services = { buses, streams, functions, tables, mappings, gateways: [] };
  const faults = new Faults(services, scheduler, seededRandom(seed + 1), (standing) => changes.push(standing));

  const { PutEvents } = eventBusOperations(buses);
  const putEvents: BusPort['putEvents'] = async (input) => PutEvents?.({ ...input }) as object;
  const ingestPorts = {
    clock: scheduler,
    random,
    bus: bugs.bus?.({ putEvents }) ?? { putEvents },
    eventBusName: 'game',
    log: recordingLog(),
    metrics: recordingMetrics(),
  };

  /** As a phone: again until every event is accepted. */
  const sendUntilAccepted = async (playerId: string, events: readonly { readonly id: string }[]): Promise<void> => {
    for (let left = events; left.length > 0; ) {
      const request = proxyRequest({ body: JSON.stringify({ events: left }) });
      const { statusCode, body } = await ingestEvents(request, { playerId }, ingestPorts);
      const raw = {
        method: 'POST',
        path: '/v1/events',
        query: '',
        rawHeaders: [],
        body: Buffer.alloc(0),
        sourceIp: '',
      };
      account.answered(raw, Buffer.from(request.body ?? ''), { status: statusCode, headers: [], body });
      const results: readonly { readonly id: string; readonly outcome: string }[] = JSON.parse(body).results;
      const accepted = new Set(results.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id));
      left = left.filter(({ id }) => !accepted.has(id));
      if (left.length > 0) await sleep(scheduler, RESEND_MS);
    }
  };
  const event = (type: string, data: object) => ({
    id: randomId(random),
    type,
    occurredAt: '2026-06-01T10:00:00Z',
    data: { huntId: HUNT_ID, ...data },
  });
  const playGame = async (playerId: string): Promise<void> => {
    const requests = [
      [
        event('treasure.claimed', near('gold')),
        event('treasure.claimed', near('silver')),
        event('location.pinged', { latitude: 55.9, longitude: -3.2, accuracyMeters: 5 }),
      ],
      [event('clue.solved', { clueId: 'castle', answer: 'one o’clock' }), event('clue.viewed', { clueId: 'castle' })],
      [event('hunt.joined', { displayName: playerId }), event('treasure.claimed', near('crown'))],
      [event('clue.solved', { clueId: 'bridge', answer: 'strasse' }), event('hint.requested', { clueId: 'bridge' })],
    ];
    for (const request of requests) {
      await sleep(scheduler, random.unit() * 2_000);
      await sendUntilAccepted(playerId, request);
    }
  };

  const settle = async (hasEnded: () => boolean): Promise<void> => {
    for (let minutes = 0; minutes < MOST_MINUTES; minutes += 1) {
      await scheduler.advanceAsync(MINUTE_MS);
      if (hasEnded() && account.inFlight === 0) return;
    }
  };

  return {
    scheduler,
    tables,
    account,
    faults,
    changes,
    streams,
    functions,
    mappings,
    addFault: (fault: object) => faults.add(readFault(fault, 'fault')),
    /** All players play the whole hunt; ends once everything is accepted and done, or half an hour is over. */
    async play(playerIds: readonly string[]): Promise<void> {
      let left = playerIds.length;
      const played = Promise.all(
        playerIds.map(async (playerId) => {
          await playGame(playerId);
          left -= 1;
        }),
      );
      await settle(() => left === 0);
      if (left > 0) throw new Error('some events were never accepted');
      await played;
    },
    /** Lets time pass until nothing is in flight, or half an hour is over. */
    settle: () => settle(() => true),
    /** What is wrong with the account and with what is stored, in words. */
    violations(playerIds: readonly string[], complete = true): string[] {
      const found: string[] = [];
      for (const [type, counts] of Object.entries(account.counts())) {
        const { accepted, processed, deadLettered, quarantined, unrouted, inFlight } = counts;
        if (inFlight !== 0) found.push(`${inFlight} accepted events of ${type} are unaccounted for`);
        if (accepted !== processed + deadLettered + quarantined + unrouted) found.push(`${type} does not add up`);
        if (complete && processed !== accepted) found.push(`${accepted - processed} of ${type} were not processed`);
      }
      return [...found, ...gameViolations(tables, TABLE_NAME, huntOf(playerIds), complete)];
    },
  };
}

function huntOf(playerIds: readonly string[]): PlayedHunt {
  const points = <Part extends { readonly points: number }>(parts: readonly Part[], idOf: (part: Part) => string) =>
    Object.fromEntries(parts.map((part) => [idOf(part), part.points]));
  return {
    huntId: HUNT_ID,
    playerIds,
    cluePoints: points(HUNT.clues, ({ clueId }) => clueId),
    hintCosts: Object.fromEntries(HUNT.clues.map(({ clueId, hintCost }) => [clueId, hintCost])),
    treasurePoints: points(HUNT.treasures, ({ treasureId }) => treasureId),
    solved: ['castle', 'bridge'],
    hints: ['bridge'],
    viewed: ['castle'],
    claimed: ['gold', 'silver', 'crown'],
    pinged: true,
  };
}
