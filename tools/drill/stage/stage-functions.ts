import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { catalog } from '../../../catalog/index.ts';
import { placeOf } from '../../../core/monitoring/event-chain-alarms.ts';
import { AUTHORIZER_FAULTS, END_TO_END_LATENCY, METRICS_NAMESPACE } from '../../../core/monitoring/own-metrics.ts';
import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';
import { authorizeRequest } from '../../../lambdas/authorize/authorize-request.ts';
import { AdmissionGate } from '../../../lambdas/ingest/admission-gate.ts';
import { ingestEvents } from '../../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../../lambdas/ingest/player-brake.ts';
import { answerQuery } from '../../../lambdas/query/answer-query.ts';
import type { BatchHandler } from '../../../lambdas/shared/batch/handle-batch.ts';
import type { BatchPorts } from '../../../lambdas/shared/batch/process-batch.ts';
import { handleApi } from '../../../lambdas/shared/http/api-handler.ts';
import type { GamePorts, LogPort, MetricsPort, TablePort } from '../../../lambdas/shared/ports.ts';
import { admissionOf } from '../../../lambdas/shared/store/admission-item.ts';
import { governorKey } from '../../../lambdas/shared/store/keys.ts';
import { eventBusOperations } from '../../../local/aws/services/event-bus/operations.ts';
import type { MetricStore } from '../../../local/aws/services/metrics/metric-store.ts';
import { tablePort } from '../../../local/aws/services/table/port.ts';
import type { FunctionCode, LocalCloud, PreparedExecutor } from '../../../local/aws/template/local-cloud.ts';
import { distantTable, type Life, ModelExecutor } from './model-executor.ts';
import { stageGovernor } from './stage-governor.ts';

/** The functions of the event types, by type, on given ports: one environment of each. */
export type HandlersOf = (ports: BatchPorts & GamePorts) => Readonly<Record<string, BatchHandler>>;

/** Of ingest and query beside their calls: a machine that is not busy. */
const ANSWER_MS = 20;
/** What a player whose token has expired sends in its place. */
export const EXPIRED = 'expired';

/** Knows whether code that awaits may continue, so that nothing waits after callbacks that no code awaits. */
export class AwaitingScheduler implements Scheduler {
  readonly #scheduler: Scheduler;
  #mayContinue = true;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get mayContinue(): boolean {
    return this.#mayContinue;
  }

  now(): number {
    return this.#scheduler.now();
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    return this.#scheduler.schedule(delayMs, () => {
      this.#mayContinue = true;
      callback();
    });
  }

  /** Waits until every promise that can be settled without a timer has been. */
  settle(): Promise<void> {
    this.#mayContinue = false;
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** The code of a stage's functions in this process. */
export class StageFunctions {
  /** Whether the issuer's keys can be fetched. */
  issuerAnswers = true;
  /** Functions whose code throws, by name: a release with a bug. */
  readonly broken = new Set<string>();
  /** Functions whose role may no longer use the table, by name. */
  readonly denied = new Set<string>();
  readonly #cloud: LocalCloud;
  readonly #clock: Scheduler;
  readonly #handlersOf: HandlersOf;
  /** By the function's name. */
  readonly #types = new Map<string, string>();

  constructor(cloud: LocalCloud, clock: Scheduler, handlersOf: HandlersOf) {
    this.#cloud = cloud;
    this.#clock = clock;
    this.#handlersOf = handlersOf;
  }

  typeOf(functionName: string): string | undefined {
    return this.#types.get(functionName);
  }

  executorOf(code: FunctionCode): PreparedExecutor {
    const { name, environment } = code;
    if (environment.QUARANTINE_QUEUE_URL !== undefined) this.#types.set(name, typeIn(name));
    return new ModelExecutor(this.#clock, (life) => {
      const handler = this.#handler(code, life);
      return (event, context) => {
        if (this.broken.has(name)) throw new TypeError('a release with a bug');
        return handler(event, context);
      };
    });
  }

  #handler({ name, environment }: FunctionCode, life: Life): BatchHandler {
    const { random, tables, queues, metrics: store } = this.#cloud;
    const { STAGE = '', TABLE_NAME: tableName = '', EVENT_BUS_NAME, QUARANTINE_QUEUE_URL } = environment;
    const clock = this.#clock;
    const metrics = embedded(store, STAGE);
    const table = distantTable(tablePort(tables), {
      scheduler: clock,
      random,
      life,
      isDenied: () => this.denied.has(name),
    });
    if (environment.GOVERNOR_MODE !== undefined) return as(this.#governor(environment, table));
    if (EVENT_BUS_NAME !== undefined) return as(this.#ingest(environment, table, metrics));
    if (QUARANTINE_QUEUE_URL !== undefined) {
      const quarantine = {
        sendMessage: async ({ QueueUrl: url = '', MessageBody: body = '' }) => {
          queues.named(url).send(body);
          return { MessageId: 'message' };
        },
      };
      const ports = { clock, random, table, tableName, quarantine, quarantineQueueUrl: QUARANTINE_QUEUE_URL };
      const handler = this.#handlersOf({ ...ports, log: SILENT, metrics })[typeIn(name)];
      if (handler === undefined) throw new Error(`no function of type ${typeIn(name)}`);
      return handler;
    }
    const ports = { clock, table, tableName, log: SILENT };
    return as(tableName === '' ? this.#authorize(STAGE) : slowly(clock, handleApi(ports, answerQuery(ports))));
  }

  #authorize(stage: string): ReturnType<typeof authorizeRequest> {
    const authorize = authorizeRequest(
      async (token = '') => {
        if (!this.issuerAnswers) throw Object.assign(new Error('no keys'), { name: 'KeysUnavailableError' });
        return token.startsWith(EXPIRED) ? undefined : { playerId: token, role: 'player' };
      },
      {
        log: SILENT,
        countFault: async () => count(this.#cloud.metrics, { stage }, AUTHORIZER_FAULTS, [1], 'Count'),
      },
    );
    return (request: APIGatewayRequestAuthorizerEvent) => authorize(request);
  }

  #ingest(environment: FunctionCode['environment'], table: TablePort, metrics: MetricsPort) {
    const { EVENT_BUS_NAME: eventBusName = '', ADMISSION_TABLE_NAME: admissions = '' } = environment;
    const { random } = this.#cloud;
    const clock = this.#clock;
    const gate = new AdmissionGate(random);
    const ports = {
      ...{ clock, random, bus: this.#bus(), eventBusName, brake: new PlayerBrake(clock), gate, log: SILENT, metrics },
      ...(admissions !== '' && {
        readAdmission: async () =>
          admissionOf((await table.getItem({ TableName: admissions, Key: governorKey('ADMISSION') })).Item),
      }),
    };
    return slowly(
      clock,
      handleApi(ports, (request, caller, note) => ingestEvents(request, caller, ports, note)),
    );
  }

  #governor(environment: FunctionCode['environment'], table: TablePort) {
    const { STAGE: stage = '', TABLE_NAME: tableName = '', EVENT_BUS_NAME: eventBusName = '' } = environment;
    const { metrics } = this.#cloud;
    const of = { clock: this.#clock, log: SILENT, table, tableName, bus: this.#bus(), eventBusName, stage };
    return stageGovernor(this.#cloud, environment, {
      ...of,
      measure: (type, metric, value, unit) => count(metrics, { stage, type }, metric, [value], unit),
    });
  }

  #bus() {
    const { PutEvents } = eventBusOperations(this.#cloud.buses);
    return { putEvents: async (input: object) => PutEvents?.({ ...input }) as object };
  }
}

const SILENT: LogPort = { info: () => {}, warn: () => {}, error: () => {} };

type AnyHandler = (event: never) => Promise<object>;
/** The executor hands over whatever an invocation has, and returns whatever comes of it. */
const as = (handler: AnyHandler): BatchHandler => handler as unknown as BatchHandler;

function slowly(clock: Scheduler, handler: (request: APIGatewayProxyEvent) => Promise<object>) {
  return async (request: APIGatewayProxyEvent): Promise<object> => {
    await new Promise<void>((resolve) => {
      clock.schedule(ANSWER_MS, resolve);
    });
    return handler(request);
  };
}

/** What functions log in the embedded format, without the log. */
function embedded(store: MetricStore, stage: string): MetricsPort {
  return {
    record({ type, code, counts, endToEndLatencyMs = [] }) {
      const dimensions = { stage, type, ...(code !== undefined && { code }) };
      for (const [name, value] of Object.entries(counts)) {
        if (value > 0) count(store, dimensions, name, [value], 'Count');
      }
      if (endToEndLatencyMs.length > 0) {
        count(store, dimensions, END_TO_END_LATENCY, endToEndLatencyMs, 'Milliseconds');
      }
    },
  };
}

function count(
  store: MetricStore,
  dimensions: Readonly<Record<string, string>>,
  name: string,
  values: readonly number[],
  unit: string,
): void {
  const sum = values.reduce((total, value) => total + value, 0);
  store.take({ namespace: METRICS_NAMESPACE, name, dimensions, dimensionSets: [dimensions], values, unit, sum });
}

/** The event type in the name of a handler's function. */
function typeIn(functionName: string): string {
  const found = catalog.map(({ type }) => type).filter((type) => functionName.includes(placeOf(type)));
  // A type whose name begins with another's is the longer one.
  return found.sort((one, other) => other.length - one.length)[0] ?? functionName;
}
