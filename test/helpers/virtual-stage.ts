import { END_TO_END_LATENCY, METRICS_NAMESPACE } from '../../core/monitoring/own-metrics.ts';
import { randomId, seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { AdmissionGate } from '../../lambdas/ingest/admission-gate.ts';
import { ingestEvents } from '../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../lambdas/ingest/player-brake.ts';
import type { BatchHandler } from '../../lambdas/shared/batch/handle-batch.ts';
import type { MetricsPort } from '../../lambdas/shared/ports.ts';
import { huntKey } from '../../lambdas/shared/store/keys.ts';
import { createCloud } from '../../local/aws/runtime/create-cloud.ts';
import { Faults } from '../../local/aws/runtime/faults/faults.ts';
import { Sampler } from '../../local/aws/runtime/sampler.ts';
import { eventBusOperations } from '../../local/aws/services/event-bus/operations.ts';
import { readFault } from '../../local/aws/services/faults/fault-spec.ts';
import type { MetricStore } from '../../local/aws/services/metrics/metric-store.ts';
import { tablePort } from '../../local/aws/services/table/port.ts';
import { buildStack } from '../../local/aws/template/build.ts';
import { detailTypesOf } from '../../local/aws/template/detail-types.ts';
import { loadAssembly } from '../../local/aws/template/load.ts';
import type { FunctionCode, LocalCloud, PreparedExecutor } from '../../local/aws/template/local-cloud.ts';
import { metricsText } from '../../local/start/exporter/exporter.ts';
import { EventLedger } from '../../local/start/ledger/event-ledger.ts';
import { watchQuarantine, watchTables } from '../../local/start/observe.ts';
import { HUNT, HUNT_ID, near, STARTS_AT_MS } from './game.ts';
import { distantTable, type Life, ModelExecutor } from './model-functions.ts';
import { recordingLog } from './recorders.ts';
import { typeFunctions } from './type-functions.ts';

const MINUTE_MS = 60_000;
/** Of the API, the functions and nothing else: a machine that is not busy. */
const ANSWER_MS = 20;

/** A stage's own template on virtual time, with the real functions in this process: an hour of play takes seconds. */
export async function virtualStage(assemblyDirectory: string, seed: number) {
  const assembly = await loadAssembly(assemblyDirectory);
  const scheduler = new VirtualScheduler(STARTS_AT_MS);
  const random = seededRandom(seed);
  const ledger = new EventLedger([], () => {});
  const { cloud: account } = createCloud({
    assets: assembly.assets,
    observers: {
      bus: ledger,
      gateway: ledger,
      mapping: {
        invoking: (records) => ledger.invoking(records),
        processed: (records) => ledger.processed(records),
        discarded: (batch, end) => ledger.discarded(batch, end),
      },
    },
    scheduler,
    random,
    awsUrl: 'http://127.0.0.1:1',
    region: 'us-east-1',
    poll: 'aws',
    maxEnvironments: 50,
    log: () => {},
  });
  const cloud: LocalCloud = { ...account, createExecutor: (code) => executorOf(code, account) };
  const stack = buildStack(assembly.template, cloud);
  ledger.addTypes(detailTypesOf(assembly.template));
  watchQuarantine(assembly.template, stack, cloud, ledger, new Set());
  watchTables(assembly.template, stack, cloud, ledger, new Set());
  for (const mapping of cloud.mappings) mapping.start();
  const sampler = new Sampler(cloud);
  cloud.alarms.start(() => sampler.sample());
  const faults = new Faults({ ...cloud, aliases: stack.resources }, scheduler, seededRandom(seed + 1));
  const tableName = cloud.tables.all()[0]?.settings.name ?? '';
  const [gateway] = cloud.gateways;
  if (gateway === undefined) throw new Error('the template has no API');
  const apiKey = cloud.usagePlans.firstKey(gateway.settings.apiId, gateway.settings.stage)?.value ?? '';
  await tablePort(cloud.tables).putItem({
    TableName: tableName,
    Item: {
      ...huntKey(HUNT_ID),
      definition: { S: JSON.stringify(HUNT) },
      startsAtMs: { N: String(STARTS_AT_MS) },
    },
  });

  const send = (playerId: string, events: readonly object[]): void => {
    const body = Buffer.from(JSON.stringify({ events }));
    const rawHeaders = ['host', '127.0.0.1', 'content-type', 'application/json', 'x-api-key', apiKey];
    const request = { method: 'POST', path: '/v1/events', query: '', sourceIp: '127.0.0.1' };
    gateway.handle({ ...request, rawHeaders: [...rawHeaders, 'authorization', playerId], body }, () => {});
  };
  return {
    cloud,
    scheduler,
    send,
    addFault: (fault: object) => faults.add(readFault(fault, 'fault')),
    event: (type: string, data: object) => ({
      id: randomId(random),
      type,
      occurredAt: new Date(scheduler.now()).toISOString(),
      data: { huntId: HUNT_ID, ...data },
    }),
    mappingOf: (type: string) =>
      cloud.mappings.find(({ settings }) => settings.functionName.includes(inCapitals(type))),
    /** Names of alarms that are raised, without the stage. */
    raised: () =>
      cloud.alarms
        .all()
        .filter(({ state }) => state === 'ALARM')
        .map(({ alarm }) => ('settings' in alarm ? alarm.settings : alarm).name.replace(/^cairn-\w+-/, '')),
    scrape: () =>
      metricsText(
        cloud,
        {
          events: ledger.counts(),
          memory: { processBytes: 0, budgetBytes: null, waitingBytes: {}, history: {}, tables: {} },
          alarms: cloud.alarms.all(),
          faults: faults.list(),
        },
        scheduler.now(),
      ),
  };
}

/** The function of the code's folder in this process: the authorizer allows the player that a token names. */
function executorOf({ name, environment }: FunctionCode, cloud: LocalCloud): PreparedExecutor {
  const { scheduler, random } = cloud;
  const metrics = embedded(cloud.metrics, environment.STAGE ?? '');
  const create = (life: Life): BatchHandler => {
    if (name.includes('Authorize')) return as(allow);
    if (name.includes('Query')) return as(async () => ({ statusCode: 200, headers: {}, body: '{}' }));
    if (name.includes('Ingest')) return as(ingest(cloud, environment.EVENT_BUS_NAME ?? '', metrics));
    const table = distantTable(tablePort(cloud.tables), scheduler, random, life);
    const functions = typeFunctions({
      clock: scheduler,
      random,
      table,
      tableName: environment.TABLE_NAME ?? '',
      quarantine: {
        sendMessage: async ({ QueueUrl: url = '', MessageBody: body = '' }) => {
          cloud.queues.named(url).send(body);
          return { MessageId: 'message' };
        },
      },
      quarantineQueueUrl: environment.QUARANTINE_QUEUE_URL ?? '',
      log: recordingLog(),
      metrics,
    });
    const type = Object.keys(functions).find((each) => name.includes(inCapitals(each)));
    const handler = functions[type ?? ''];
    if (handler === undefined) throw new Error(`no function in ${name}`);
    return handler;
  };
  return new ModelExecutor(scheduler, create);
}

type AnyHandler = (event: never) => Promise<object>;
/** The executor hands over whatever an invocation has, and returns whatever comes of it. */
const as = (handler: AnyHandler): BatchHandler => handler as unknown as BatchHandler;

async function allow({ headers, methodArn }: { headers: Record<string, string>; methodArn: string }): Promise<object> {
  const [, playerId = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  const Resource = `${methodArn.split('/').slice(0, 2).join('/')}/*`;
  const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource }];
  return {
    principalId: playerId,
    policyDocument: { Version: '2012-10-17', Statement },
    context: { playerId, role: 'player' },
  };
}

function ingest({ scheduler, random, buses }: LocalCloud, eventBusName: string, metrics: MetricsPort): AnyHandler {
  const { PutEvents } = eventBusOperations(buses);
  const ports = {
    clock: scheduler,
    random,
    bus: { putEvents: async (input: object) => PutEvents?.({ ...input }) as object },
    eventBusName,
    brake: new PlayerBrake(scheduler),
    gate: new AdmissionGate({ unit: () => 0.5 }),
    log: recordingLog(),
    metrics,
  };
  return async (
    request: Parameters<typeof ingestEvents>[0] & { requestContext: { authorizer: { playerId: string } } },
  ) => {
    await new Promise<void>((resolve) => {
      scheduler.schedule(ANSWER_MS, resolve);
    });
    return ingestEvents(request, request.requestContext.authorizer, ports);
  };
}

/** What functions log in the embedded format, without the log. */
function embedded(store: MetricStore, stage: string): MetricsPort {
  return {
    record({ type, code, counts, endToEndLatencyMs = [] }) {
      const dimensions = { stage, type, ...(code !== undefined && { code }) };
      const take = (name: string, values: readonly number[], unit: string): void => {
        const sum = values.reduce((total, value) => total + value, 0);
        store.take({ namespace: METRICS_NAMESPACE, name, dimensions, dimensionSets: [dimensions], values, unit, sum });
      };
      for (const [name, value] of Object.entries(counts)) if (value > 0) take(name, [value], 'Count');
      if (endToEndLatencyMs.length > 0) take(END_TO_END_LATENCY, endToEndLatencyMs, 'Milliseconds');
    },
  };
}

function inCapitals(type: string): string {
  return type.replaceAll(/(?:^|\.)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export type VirtualStage = Awaited<ReturnType<typeof virtualStage>>;

/** A text of /metrics in the middle of a minute, so that it shows the minute before. */
export interface Scrape {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
  /** Alarms that the local CloudWatch has raised. */
  readonly raised: readonly string[];
}

/** Three players for an hour, in a stage that is well until minute 25; each fault strikes for some minutes. */
export async function playedHour(stage: VirtualStage, minutes = 60): Promise<readonly Scrape[]> {
  const { event } = stage;
  const scrapes: Scrape[] = [];
  const inMinute: Readonly<Record<number, () => void>> = {
    25: () => stage.addFault({ kind: 'target-denied', target: 'treasure.claimed', for: '2m' }),
    32: () => stage.send('ada', [event('clue.viewed', { clueId: 'castle', huntId: 'no-such-hunt' })]),
    34: () => stage.addFault({ kind: 'function-timeout', target: 'clue.solved', probability: 1, for: '9m' }),
    36: () => stage.mappingOf('clue.viewed')?.disable(),
    43: () => stage.addFault({ kind: 'shard-throttled', target: 'hunt.joined', probability: 0.7, for: '5m' }),
    47: () => stage.addFault({ kind: 'table-throttled', probability: 0.9, for: '8m' }),
    50: () => stage.addFault({ kind: 'put-events-throttled', probability: 0.5, for: '6m' }),
  };
  for (let minute = 0; minute < minutes; minute += 1) {
    inMinute[minute]?.();
    for (const playerId of ['ada', 'bob', 'eve']) {
      stage.send(playerId, [
        event('hunt.joined', { displayName: playerId }),
        event('clue.solved', { clueId: 'castle', answer: 'one o’clock' }),
        event('clue.viewed', { clueId: 'castle' }),
        event('hint.requested', { clueId: 'bridge' }),
        event('treasure.claimed', near('gold')),
        event('location.pinged', { latitude: 55.9, longitude: -3.2, accuracyMeters: 5 }),
      ]);
    }
    await stage.scheduler.advanceAsync(MINUTE_MS / 2);
    scrapes.push({ at: stage.scheduler.now(), text: await stage.scrape(), raised: stage.raised() });
    await stage.scheduler.advanceAsync(MINUTE_MS / 2);
  }
  return scrapes;
}
