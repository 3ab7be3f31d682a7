import { type Random, randomId, seededRandom } from '../../../core/random.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { createCloud } from '../../../local/aws/runtime/create-cloud.ts';
import { Faults } from '../../../local/aws/runtime/faults/faults.ts';
import { Sampler } from '../../../local/aws/runtime/sampler.ts';
import type { ServiceDelays } from '../../../local/aws/services/delays.ts';
import type { Poll } from '../../../local/aws/services/event-source-mapping/settings.ts';
import { readFault } from '../../../local/aws/services/faults/fault-spec.ts';
import { type TablePort, tablePort } from '../../../local/aws/services/table/port.ts';
import { type BuiltStack, buildStack } from '../../../local/aws/template/build.ts';
import type { Assembly } from '../../../local/aws/template/load.ts';
import type { CloudObservers, FunctionCode, LocalCloud } from '../../../local/aws/template/local-cloud.ts';
import { AwaitingScheduler, type HandlersOf, StageFunctions } from './stage-functions.ts';

export interface VirtualStageOptions {
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly startsAtMs: number;
  /** The functions of the event types, by type; those of the API are the real ones. */
  readonly handlersOf: HandlersOf;
  /** @default aws: each shard once a second */
  readonly poll?: Poll;
  /** How long changes of shards and mappings take, and how late metrics are. @default none */
  readonly delays?: ServiceDelays;
  /** @default 1,000 */
  readonly accountConcurrency?: number;
  /** @default none */
  readonly observers?: CloudObservers;
}

export interface StageRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** In place of a token; what begins with EXPIRED is refused. */
  readonly playerId: string;
  readonly body?: object;
}

const MOST_ENVIRONMENTS = 50;

/** A stage's own template on virtual time, with its functions in this process: an hour of play takes seconds. */
export class VirtualStage {
  readonly cloud: LocalCloud;
  readonly scheduler: VirtualScheduler;
  readonly functions: StageFunctions;
  readonly stack: BuiltStack;
  readonly faults: Faults;
  readonly random: Random;
  readonly table: TablePort;
  readonly tableName: string;
  readonly #codes: FunctionCode[] = [];
  readonly #awaiting: AwaitingScheduler;
  readonly #apiKey: string;

  constructor({ template, assets }: Assembly, options: VirtualStageOptions) {
    const { seed, startsAtMs, handlersOf, poll = 'aws', observers = {}, accountConcurrency, delays } = options;
    this.scheduler = new VirtualScheduler(startsAtMs);
    this.random = seededRandom(seed);
    const { cloud: account } = createCloud({
      assets,
      observers,
      scheduler: this.scheduler,
      random: this.random,
      awsUrl: 'http://127.0.0.1:1',
      region: 'us-east-1',
      poll,
      maxEnvironments: MOST_ENVIRONMENTS,
      ...(accountConcurrency !== undefined && { accountConcurrency }),
      ...(delays !== undefined && { delays }),
      log: () => {},
    });
    this.#awaiting = new AwaitingScheduler(this.scheduler);
    this.functions = new StageFunctions(account, this.#awaiting, handlersOf);
    this.cloud = {
      ...account,
      createExecutor: (code) => {
        this.#codes.push(code);
        return this.functions.executorOf(code);
      },
    };
    const { cloud } = this;
    this.stack = buildStack(template, cloud);
    for (const mapping of cloud.mappings) mapping.start();
    this.faults = new Faults({ ...cloud, aliases: this.stack.resources }, this.scheduler, seededRandom(seed + 1));
    this.table = tablePort(cloud.tables);
    this.tableName = cloud.tables.all()[0]?.settings.name ?? '';
    const { apiId, stage } = this.#gateway.settings;
    this.#apiKey = cloud.usagePlans.firstKey(apiId, stage)?.value ?? '';
  }

  get #gateway() {
    const [gateway] = this.cloud.gateways;
    if (gateway === undefined) throw new Error('the template has no API');
    return gateway;
  }

  /** Evaluates the alarms after each minute from now on. @returns ends it */
  watch(): () => void {
    const sampler = new Sampler(this.cloud);
    return this.cloud.alarms.start(() => sampler.sample());
  }

  /** Lets time pass. Code that awaits runs on after each callback that it waits for. */
  async advance(durationMs: number): Promise<void> {
    let isOver = false;
    this.scheduler.schedule(durationMs, () => {
      isOver = true;
    });
    await this.#awaiting.settle();
    while (!isOver) {
      this.scheduler.step();
      if (this.#awaiting.mayContinue) await this.#awaiting.settle();
    }
  }

  /** Sends a request to the API; what becomes of it shows in the metrics. */
  request({ method, path, playerId, body }: StageRequest): void {
    const [route = '', query = ''] = path.split('?');
    const rawHeaders = ['host', '127.0.0.1', 'x-api-key', this.#apiKey, 'authorization', playerId];
    if (body !== undefined) rawHeaders.push('content-type', 'application/json');
    const text = body === undefined ? '' : JSON.stringify(body);
    const request = { method, path: route, query, sourceIp: '127.0.0.1', rawHeaders, body: Buffer.from(text) };
    this.#gateway.handle(request, () => {});
  }

  send(playerId: string, events: readonly object[]): void {
    this.request({ method: 'POST', path: '/v1/events', playerId, body: { events } });
  }

  /** An event as a phone sends it. */
  event(type: string, data: object): object {
    return { id: randomId(this.random), type, occurredAt: new Date(this.scheduler.now()).toISOString(), data };
  }

  /** @param fault in the form of `POST /local/faults` @returns ends it */
  addFault(fault: object): () => void {
    const { id } = this.faults.add(readFault(fault, 'fault'));
    return () => this.faults.remove(id);
  }

  /** The source mapping of an event type. */
  mappingOf(type: string) {
    return this.cloud.mappings.find(({ settings }) => this.functions.typeOf(settings.functionName) === type);
  }

  /** Replaces the code of every function by the same code, as a deployment does: each starts anew. */
  redeploy(): void {
    for (const code of this.#codes.splice(0)) {
      this.cloud.functions.update(this.cloud.functions.settings(code.name), this.cloud.createExecutor(code));
    }
  }

  functionNamed(logicalPart: string): string {
    const found = this.#codes.find(({ name }) => name.includes(logicalPart));
    if (found !== undefined) return found.name;
    throw new Error(`no function ${logicalPart} among ${this.#codes.map(({ name }) => name).join(', ')}`);
  }
}
