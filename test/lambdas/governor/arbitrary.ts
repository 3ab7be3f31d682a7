import fc from 'fast-check';
import type { GovernorPlan } from '../../../core/capacity/plan/governor-plan.ts';
import { ERROR_CLASSES } from '../../../core/monitoring/error-classes.ts';
import {
  type Observation,
  PERIOD_MS,
  type Series,
  type TypeMetrics,
  type TypeObservation,
} from '../../../lambdas/governor/observation.ts';

/** One look at a stage after some minutes, with metrics that may be anything. */
export interface Look {
  readonly minutes: number;
  readonly observe: (now: number) => Observation;
}

const WRONG = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, Number.MAX_VALUE);

/** A quarter of an hour of a metric: plausible, and then possibly missing, delayed, stuck, or with values that are none. */
function seriesUpTo(most: number): fc.Arbitrary<(now: number) => Series | undefined> {
  return fc
    .record({
      level: fc.double({ min: 0, max: most, noNaN: true }),
      slope: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
      fault: fc.constantFrom('none', 'none', 'none', 'missing', 'delayed', 'stuck', 'wrong', 'future', 'gaps'),
      wrong: WRONG,
      delay: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ level, slope, fault, wrong, delay }) => (now: number) => {
      if (fault === 'missing') return undefined;
      const shift = fault === 'delayed' ? 10 : fault === 'future' ? -5 : delay;
      return Array.from({ length: 20 }, (_, index) => ({
        at: now - (shift + index) * PERIOD_MS,
        value:
          fault === 'stuck'
            ? level
            : fault === 'wrong' && index % 3 === 0
              ? wrong
              : Math.max(0, level * (1 - slope * index)),
      })).filter((_, index) => fault !== 'gaps' || index % 4 !== 1);
    });
}

function metricsOf(shards: number): fc.Arbitrary<(now: number) => TypeMetrics> {
  const peak = shards * 60_000;
  const classes = fc.dictionary(fc.constantFrom(...ERROR_CLASSES), seriesUpTo(20), { maxKeys: 2 });
  return fc
    .record({
      acceptedEvents: seriesUpTo(20 * peak),
      incomingRecords: seriesUpTo(2 * peak),
      incomingBytes: seriesUpTo(2 * peak * 1_000),
      writeThrottled: fc.oneof(seriesUpTo(0), seriesUpTo(1_000)),
      iteratorAgeMs: fc.oneof(seriesUpTo(2_000), seriesUpTo(3_600_000)),
      invokedRecords: seriesUpTo(peak),
      concurrency: seriesUpTo(3 * shards),
      areAllFailing: fc.boolean(),
      classes,
    })
    .map(({ invokedRecords, areAllFailing, classes: given, ...others }) => (now: number) => {
      const invoked = invokedRecords(now);
      const series = Object.entries(others).flatMap(([name, of]) => {
        const value = of(now);
        return value === undefined ? [] : [[name, value]];
      });
      const handedBack = Object.entries(given).flatMap(([name, of]) => {
        const value = of(now);
        return value === undefined ? [] : [[name, value]];
      });
      return {
        ...Object.fromEntries(series),
        ...(invoked !== undefined && {
          invokedRecords: invoked,
          failedRecords: areAllFailing ? invoked : invoked.map((each) => ({ ...each, value: 0 })),
        }),
        handedBack: Object.fromEntries(handedBack),
      };
    });
}

function typeOf(planned: number): fc.Arbitrary<(now: number) => TypeObservation> {
  const optional = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined, freq: 8 });
  return fc
    .record({
      stream: optional(
        fc.record({
          status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'UPDATING'),
          mode: fc.constantFrom('PROVISIONED', 'PROVISIONED', 'PROVISIONED', 'ON_DEMAND'),
          openShards: fc.integer({ min: 1, max: planned * 20 }),
        }),
      ),
      mapping: optional(
        fc.record({
          state: fc.constantFrom('Enabled', 'Enabled', 'Disabled', 'Updating', 'Enabling'),
          batchSize: fc.constantFrom(10, 500),
          parallelizationFactor: fc.constantFrom(1, 2),
          maxRecordAgeSeconds: fc.constantFrom(900, 21_600, 43_200, 86_400),
        }),
      ),
      metrics: optional(metricsOf(planned)),
    })
    .map(({ stream, mapping, metrics }) => (now: number) => ({
      ...(stream !== undefined && { stream }),
      ...(mapping !== undefined && { mapping }),
      ...(metrics !== undefined && { metrics: metrics(now) }),
    }));
}

/** Looks at a stage, one after the other, each with anything that AWS may say. */
export function looks(plan: GovernorPlan, most: number): fc.Arbitrary<readonly Look[]> {
  const look = fc
    .record({
      minutes: fc.integer({ min: 1, max: 90 }),
      isStackChanging: fc.constantFrom(false, false, false, false, true, undefined),
      types: fc.tuple(...plan.types.map(({ shards }) => typeOf(shards))),
      putEventsThrottled: fc.oneof(seriesUpTo(0), seriesUpTo(500)),
      tableThrottled: fc.oneof(seriesUpTo(0), seriesUpTo(500)),
      shardsAvailable: fc.constantFrom(undefined, 0, 1, 5, 1_000),
      startInMinutes: fc.option(fc.integer({ min: -120, max: 300 }), { nil: undefined }),
    })
    .map(
      ({
        minutes,
        isStackChanging,
        types,
        putEventsThrottled,
        tableThrottled,
        shardsAvailable,
        startInMinutes,
      }): Look => ({
        minutes,
        observe: (now) => {
          const bus = putEventsThrottled(now);
          const table = tableThrottled(now);
          return {
            types: Object.fromEntries(plan.types.map(({ type }, index) => [type, types[index]?.(now) ?? {}])),
            ...(isStackChanging !== undefined && { isStackChanging }),
            ...(bus !== undefined && { putEventsThrottled: bus }),
            ...(table !== undefined && { tableThrottled: table }),
            ...(shardsAvailable !== undefined && { shardsAvailable }),
            ...(startInMinutes !== undefined && { startsAtMs: [now + startInMinutes * PERIOD_MS] }),
          };
        },
      }),
    );
  return fc.array(look, { minLength: most / 2, maxLength: most });
}
