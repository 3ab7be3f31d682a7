import type { GovernorMode } from '../../core/capacity/model/workload.ts';
import type { ChainPlan } from '../../core/capacity/plan/chain.ts';
import { type GovernorPlan, governorPlan } from '../../core/capacity/plan/governor-plan.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { LEVEL_VALID_MS } from '../../lambdas/governor/admit.ts';
import { decide, remember } from '../../lambdas/governor/decide.ts';
import type { Act } from '../../lambdas/governor/decision.ts';
import { type Memory, NEW_MEMORY } from '../../lambdas/governor/memory.ts';
import { type MappingSeen, type Observation, PERIOD_MS } from '../../lambdas/governor/observation.ts';
import type { AdmissionLevel } from '../../lambdas/shared/store/admission-item.ts';
import { AWS_DELAYS, delayOf } from '../../local/aws/services/delays.ts';
import type { EventSourceMapping } from '../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import type { Stream } from '../../local/aws/services/stream/stream.ts';
import { MinuteMetric } from './minute-metrics.ts';
import type { Tally } from './tally.ts';

/** What a type's services tell the governor's metrics. */
export interface TypeMeters {
  readonly acceptedEvents: MinuteMetric;
  readonly incomingRecords: MinuteMetric;
  readonly incomingBytes: MinuteMetric;
  readonly writeThrottled: MinuteMetric;
  readonly iteratorAgeMs: MinuteMetric;
  readonly invokedRecords: MinuteMetric;
  readonly failedRecords: MinuteMetric;
  readonly concurrency: MinuteMetric;
  /** Of batches that the table's throttling sent back. */
  readonly throttledBatches: MinuteMetric;
}

/** An act of the governor in a simulation. */
export interface GovernorAct {
  readonly atSeconds: number;
  readonly kind: Act['kind'] | 'finding';
  readonly reason: string;
  /** @default a finding, which a person has to see to */
  readonly act?: Act;
}

export interface GoverningPorts {
  readonly mode: GovernorMode;
  readonly plan: ChainPlan;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly tally: Pick<Tally, 'types'>;
  /** When hunts start, in seconds from the beginning. */
  readonly startsAt: readonly number[];
}

/** The governor over the simulation's services: it sees what CloudWatch would have, and its acts take as long as on AWS. */
export class Governing {
  readonly meters: readonly TypeMeters[];
  readonly putEventsThrottled: MinuteMetric;
  readonly #tableThrottled: MinuteMetric;
  readonly acts: GovernorAct[] = [];
  readonly #ports: GoverningPorts;
  readonly #plan: GovernorPlan;
  #memory: Memory = NEW_MEMORY;
  #level: AdmissionLevel = { shares: {}, retryAfterMs: 0, validUntil: 0 };
  #told = '';

  constructor(ports: GoverningPorts) {
    this.#ports = ports;
    this.#plan = governorPlan(ports.plan);
    const { scheduler, random } = ports;
    const sum = () => MinuteMetric.sum(scheduler, random);
    const maximum = () => MinuteMetric.maximum(scheduler, random);
    this.putEventsThrottled = sum();
    this.#tableThrottled = sum();
    this.meters = this.#plan.types.map(() => ({
      acceptedEvents: sum(),
      incomingRecords: sum(),
      incomingBytes: sum(),
      writeThrottled: sum(),
      iteratorAgeMs: maximum(),
      invokedRecords: sum(),
      failedRecords: sum(),
      concurrency: maximum(),
      throttledBatches: sum(),
    }));
  }

  /** The level as ingest would read it. */
  level(): AdmissionLevel {
    return this.#level;
  }

  /** The table refused a call of a type's handler, which hands its batch back. @param type its position */
  tableThrottled(type: number): void {
    this.#tableThrottled.add(1);
    this.meters[type]?.throttledBatches.add(1);
  }

  /** Runs once a minute from now on. */
  start(streams: readonly Stream[], mappings: readonly EventSourceMapping[]): void {
    const { scheduler } = this.#ports;
    const run = (): void => {
      this.#run(streams, mappings);
      scheduler.schedule(PERIOD_MS, run);
    };
    scheduler.schedule(PERIOD_MS, run);
  }

  #run(streams: readonly Stream[], mappings: readonly EventSourceMapping[]): void {
    const { scheduler, mode, tally } = this.#ports;
    const now = scheduler.now();
    for (const [index, { shards }] of this.#plan.types.entries()) {
      const counts = tally.types[index];
      const open = streams[index]?.openShards.length ?? shards;
      if (counts !== undefined) counts.extraShardHours += ((open - shards) * PERIOD_MS) / 3_600_000;
    }
    const { decisions, memory } = decide(this.#observe(streams, mappings), this.#memory, this.#plan, now);
    this.#memory = memory;
    for (const { act, reason } of decisions) {
      this.#note(act, reason, now);
      if (act === undefined || mode !== 'act') continue;
      this.#carryOut(act, streams, mappings);
      this.#memory = remember(this.#memory, act, now);
    }
  }

  #note(act: Act | undefined, reason: string, now: number): void {
    const kind = act?.kind ?? 'finding';
    // A level that stays valid is no news, nor what it would do again each minute.
    const text = `${kind} ${reason}`;
    if (text === this.#told || reason.includes('stays valid')) return;
    this.#told = text;
    this.acts.push({ atSeconds: Math.round(now / 1_000), kind, reason, ...(act !== undefined && { act }) });
  }

  #observe(streams: readonly Stream[], mappings: readonly EventSourceMapping[]): Observation {
    const { startsAt } = this.#ports;
    const open = streams.reduce((total, { openShards }) => total + openShards.length, 0);
    const types = this.#plan.types.map(({ type }, index) => [type, this.#observeType(index, streams, mappings)]);
    return {
      isStackChanging: false,
      shardsAvailable: LIMITS.kinesisShardsOfAccount.value - open,
      startsAtMs: startsAt.map((at) => at * 1_000),
      putEventsThrottled: this.putEventsThrottled.series(),
      tableThrottled: this.#tableThrottled.series(),
      types: Object.fromEntries(types),
    };
  }

  #observeType(index: number, streams: readonly Stream[], mappings: readonly EventSourceMapping[]) {
    const { throttledBatches, ...meters } = this.meters[index] ?? ({} as TypeMeters);
    const stream = streams[index];
    const mapping = mappings[index];
    const metrics = Object.entries(meters).map(([name, metric]) => [name, metric.series()]);
    return {
      ...(stream !== undefined && {
        stream: {
          status: stream.status,
          mode: stream.settings.mode,
          openShards: stream.openShards.length,
        },
      }),
      ...(mapping !== undefined && { mapping: this.#seen(mapping) }),
      metrics: { ...Object.fromEntries(metrics), handedBack: { throttled: throttledBatches.series() } },
    };
  }

  #seen(mapping: EventSourceMapping): MappingSeen {
    const { batchSize, parallelizationFactor, maximumRecordAgeSeconds } = mapping.settings;
    const state = mapping.transition ?? (mapping.enabled ? 'Enabled' : 'Disabled');
    return { state, batchSize, parallelizationFactor, maxRecordAgeSeconds: maximumRecordAgeSeconds };
  }

  #carryOut(act: Act, streams: readonly Stream[], mappings: readonly EventSourceMapping[]): void {
    const { scheduler, random } = this.#ports;
    if (act.kind === 'admit') {
      this.#level = { ...act.to, validUntil: scheduler.now() + LEVEL_VALID_MS };
      return;
    }
    const index = this.#plan.types.findIndex(({ type }) => type === act.type);
    if (act.kind === 'reshard') {
      streams[index]?.reshard(act.to, delayOf(AWS_DELAYS.reshardMs, random));
      return;
    }
    const { enabled, batchSize, parallelizationFactor, maxRecordAgeSeconds: maximumRecordAgeSeconds } = act.to;
    const changed = { enabled, batchSize, parallelizationFactor, maximumRecordAgeSeconds };
    mappings[index]?.update((settings) => ({ ...settings, ...changed }), delayOf(AWS_DELAYS.mappingUpdateMs, random));
  }
}
