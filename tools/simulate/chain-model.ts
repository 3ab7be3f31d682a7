import { sampler } from '../../core/capacity/model/service-time-distribution.ts';
import type { ApiSettings, ThrottleSettings } from '../../core/chain/api.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Random } from '../../core/random.ts';
import { limitIn, REGIONAL_LIMITS } from '../../core/regional-limits.ts';
import type { Entry } from '../../local/aws/services/event-bus/entry.ts';
import { EventBus } from '../../local/aws/services/event-bus/event-bus.ts';
import { type BusQuotas, regionalQuotas } from '../../local/aws/services/event-bus/regional-quotas.ts';
import type { EventSourceMapping } from '../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import type { Poll } from '../../local/aws/services/event-source-mapping/settings.ts';
import type { FunctionPool } from '../../local/aws/services/function-pool/function-pool.ts';
import type { InvokeFunction } from '../../local/aws/services/function-pool/invocation.ts';
import { integrate } from '../../local/aws/services/gateway/integration.ts';
import { passes } from '../../local/aws/services/gateway/throttle.ts';
import { UsagePlans } from '../../local/aws/services/gateway/usage-plan.ts';
import type { JsonObject } from '../../local/aws/services/operation.ts';
import type { Stream } from '../../local/aws/services/stream/stream.ts';
import { TokenBucket } from '../../local/aws/services/token-bucket.ts';
import { type BodyEntry, bodyType } from './body.ts';
import { chainFunctions, type FunctionsOptions } from './chain-functions.ts';
import { chainStream } from './chain-stream.ts';
import type { BatchRecord } from './handler-model.ts';
import { type IngestJob, IngestModel, newJob } from './ingest-model.ts';
import { type Key, Keys } from './keys.ts';
import { type Answered, allRefused, type Backend, type PhoneRequest, type RecordTag, type Refusal } from './request.ts';
import { Tickets } from './tickets.ts';
import type { TrafficPattern } from './traffic.ts';
import { abandon, confirm, duplicatesOf, publishedTooLate } from './unconfirmed.ts';

export interface ChainModelOptions extends FunctionsOptions {
  readonly poll: Poll;
  /** Random numbers of what ingest sheds. */
  readonly gateRandom: Random;
  readonly traffic: Pick<TrafficPattern, 'zipf' | 'keyValues'>;
}

export const API = { id: 'api', stage: 'stage', key: 'app' } as const;
/** Number of values of a partition key that is not the player. */
const KEY_VALUES = 10_000;

/** The models of AWS's services in a simulation, with the settings of the topology. */
export interface ModelServices {
  readonly stageThrottle: TokenBucket;
  /** The only app is {@link API}. */
  readonly usagePlans: UsagePlans;
  /** Handlers by the names of their types. */
  readonly functions: FunctionPool;
  readonly bus: EventBus;
  /** In the order of the types, as are the mappings. */
  readonly streams: readonly Stream[];
  readonly mappings: readonly EventSourceMapping[];
}

/** Connects the local service models as the template would; ingest and handlers are replaced by their times. */
export class ChainModel implements Backend {
  readonly services: ModelServices;
  readonly #options: ChainModelOptions;
  readonly #api: ApiSettings;
  readonly #pool: FunctionPool;
  readonly #usagePlans = new UsagePlans();
  readonly #throttles: readonly TokenBucket[];
  readonly #quotas: BusQuotas;
  readonly #bus: EventBus;
  readonly #mappings: readonly EventSourceMapping[];
  /** When API Gateway's cached answer for a player's token expires. */
  readonly #authorizedUntil = new Map<string, number>();
  readonly #jobs = new Tickets<IngestJob>();
  readonly #batches = new Tickets<readonly BatchRecord[]>();
  /**
   * Tag of the entry in the current put. It is passed beside the entry, because the entry is always the same object.
   */
  #tag: RecordTag | undefined;

  constructor(options: ChainModelOptions) {
    this.#options = options;
    const { plan, scheduler, random, poll, tally, governing } = options;
    const { api, types } = plan.topology;
    const { region } = plan.stage;
    this.#api = api;
    const now = scheduler.now();
    const accountRate = limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, region);
    const accountBurst = limitIn(REGIONAL_LIMITS.apiGatewayBurst, region);
    const bucketOf = ({ burst, requestsPerSecond }: ThrottleSettings) =>
      new TokenBucket(burst.value, requestsPerSecond.value, now);
    const stageThrottle = bucketOf(api.throttle);
    this.#throttles = [new TokenBucket(accountBurst, accountRate, now), stageThrottle];
    this.#usagePlans.addKey({ id: API.key, value: API.key, enabled: true });
    const apiStages = [{ apiId: API.id, stage: API.stage }];
    this.#usagePlans.addPlan({
      id: 'plan',
      apiStages,
      keyIds: new Set([API.key]),
      newBucket: () => bucketOf(api.usagePlan),
    });
    this.#quotas = regionalQuotas(region, scheduler);
    this.#pool = chainFunctions(options, this.#ingest(), this.#batches);
    this.#bus = this.#eventBus();
    const invoke = this.#invoking(this.#batches);
    const ports = { scheduler, random, poll, invoke, batches: this.#batches, tally };
    const streams: Stream[] = [];
    this.#mappings = types.map((type, index) => {
      const { target, stream, mapping } = chainStream(type, index, { ...ports, meters: governing?.meters[index] });
      streams.push(stream);
      const { arn } = target;
      const matches = (envelope: JsonObject) => envelope.type === index;
      this.#bus.addRule({ name: arn, arn, eventPattern: '', matches, enabled: true, targets: [target] });
      return mapping;
    });
    this.services = {
      stageThrottle,
      usagePlans: this.#usagePlans,
      functions: this.#pool,
      bus: this.#bus,
      streams,
      mappings: this.#mappings,
    };
    governing?.start(streams, this.#mappings);
    for (const mapping of this.#mappings) {
      // Lambda polls each stream at its own times, not all in the same instant.
      const phaseMs = poll === 'aws' ? random.unit() * LIMITS.lambdaPollMs.value : 0;
      scheduler.schedule(phaseMs, () => mapping.start());
    }
  }

  iteratorAgeMs(type: number): number {
    return this.#mappings[type]?.iteratorAgeMs() ?? 0;
  }

  send(request: PhoneRequest, answered: Answered): void {
    const { scheduler } = this.#options;
    const at = scheduler.now();
    this.#admit(request.player, (refusal) => {
      if (refusal !== undefined) {
        answered(allRefused(request.parts, refusal));
        return;
      }
      const job = newJob(request, at);
      const ticket = this.#jobs.put(job);
      integrate(scheduler, this.#api.integrationTimeoutMs.value, this.#invokeIngest, 'ingest', ticket, (outcome) => {
        if (outcome === 'API_CONFIGURATION_ERROR') answered(allRefused(request.parts, 'function concurrency'));
        else if (typeof outcome === 'string') this.#abandon(job, answered, 'integration timeout');
        else if (outcome.functionError !== undefined) this.#abandon(job, answered, 'ingest timeout');
        else {
          confirm(job);
          answered(job.answer);
        }
      });
    });
  }

  read(player: Key, read: number): void {
    const { scheduler, tally } = this.#options;
    const { reads, readAnswer } = tally;
    const at = scheduler.now();
    reads.sent += 1;
    const refused = (): void => {
      reads.refused += 1;
    };
    this.#admit(player, (refusal) => {
      if (refusal !== undefined) {
        refused();
        return;
      }
      this.#pool.invoke('query', String(read), (outcome) => {
        if ('throttled' in outcome || outcome.functionError !== undefined) refused();
        else readAnswer.record(scheduler.now() - at, 1);
      });
    });
  }

  /**
   * What API Gateway does before it calls a function for a request: it checks the throttles, then the player's token.
   */
  #admit(player: Key, next: (refusal: Refusal | undefined) => void): void {
    const { scheduler, tally } = this.#options;
    const now = scheduler.now();
    if (!passes(this.#throttles, now)) {
      tally.throttles.stage += 1;
      next('stage throttle');
      return;
    }
    if (this.#usagePlans.judge(API.key, API.id, API.stage, now) === 'THROTTLED') {
      tally.throttles.usagePlan += 1;
      next('usage plan');
      return;
    }
    tally.admitted += 1;
    if ((this.#authorizedUntil.get(player.text) ?? Number.NEGATIVE_INFINITY) > now) {
      next(undefined);
      return;
    }
    this.#pool.invoke('authorize', '', (outcome) => {
      if ('throttled' in outcome || outcome.functionError !== undefined) {
        next('function concurrency');
        return;
      }
      this.#authorizedUntil.set(player.text, scheduler.now() + this.#api.authorizerCacheSeconds.value * 1_000);
      next(undefined);
    });
  }

  /** Invokes a function with a ticket, which is returned if the invocation is throttled. */
  #invoking(tickets: Pick<Tickets<unknown>, 'take'>): InvokeFunction {
    return (name, ticket, done) =>
      this.#pool.invoke(name, ticket, (outcome) => {
        if ('throttled' in outcome) tickets.take(ticket);
        done(outcome);
      });
  }

  readonly #invokeIngest = this.#invoking(this.#jobs);

  /** The phone does not learn which events were accepted, and sends all of them again. */
  #abandon(job: IngestJob, answered: Answered, refusal: 'integration timeout' | 'ingest timeout'): void {
    abandon(job);
    answered(allRefused(job.request.parts, refusal));
  }

  #ingest(): IngestModel {
    const { plan, scheduler, random, gateRandom, times, disturbances, tally, traffic, governing } = this.#options;
    const { zipf, keyValues = KEY_VALUES } = traffic;
    const types = plan.types.map(({ type, hottestKeyShare }, index) => {
      if (type.partitionKey === 'playerId') return bodyType(type, index);
      const spread = zipf === undefined ? { hotShare: hottestKeyShare } : { zipf };
      return bodyType(type, index, new Keys(type.type, keyValues, spread, random));
    });
    return new IngestModel({
      scheduler,
      random,
      gateRandom,
      admission: governing === undefined ? undefined : () => governing.level(),
      times,
      disturbances,
      quotas: this.#quotas,
      types,
      tickets: this.#jobs,
      tally,
      put: (entry, job) => this.#put(entry, job),
      putThrottled: governing === undefined ? undefined : () => governing.putEventsThrottled.add(1),
    });
  }

  #eventBus(): EventBus {
    const { scheduler, random, times, disturbances, tally } = this.#options;
    const deliveryMs = times.delivery === undefined ? undefined : sampler(times.delivery, random);
    const lost = ({ tag }: { readonly tag: unknown }) => tally.deadLettered(tag as RecordTag, scheduler.now());
    const observer = {
      published: () => this.#tag,
      unmatched: () => {},
      delivered: () => {},
      deadLettered: lost,
      dropped: lost,
    };
    const meter = {
      attempted: () => {},
      succeeded: () => {},
      failed: () => {},
      delayed: () => {
        tally.throttles.invocationsDelayed += 1;
      },
    };
    return new EventBus(
      { name: 'bus', arn: 'bus' },
      { account: '', region: '' },
      scheduler,
      random,
      observer,
      { quota: this.#quotas.invocations, meter },
      {
        publish: (_, tag) => ({ id: '', envelope: tag as JsonObject, text: '', publishedAt: scheduler.now(), tag }),
        ...(deliveryMs !== undefined && {
          latencyMs: () => deliveryMs() * disturbances.factor('delivery', scheduler.now()),
        }),
      },
    );
  }

  #put(entry: BodyEntry, job: IngestJob): void {
    const { type, events, key, bytes, recordBytes } = entry;
    const { plan, scheduler, disturbances, tally, governing } = this.#options;
    governing?.meters[type]?.acceptedEvents.add(events);
    const duplicates = duplicatesOf(entry, job);
    job.published.push(entry);
    if (job.abandoned) publishedTooLate(job, type);
    tally.put(type, events - duplicates, duplicates, bytes, recordBytes);
    const isPoison = disturbances.isPoison(plan.types[type]?.type.type ?? '', scheduler.now());
    this.#tag = { type, events: events - duplicates, duplicates, at: job.at, key, bytes: recordBytes, isPoison };
    this.#bus.put(ENTRY);
  }
}

const ENTRY: Entry = {
  source: '',
  detailType: '',
  detailText: '',
  detail: {},
  resources: [],
  eventBusName: '',
  time: undefined,
};
