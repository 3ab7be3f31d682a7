import { ENVELOPE_BYTES, STAMP_BYTES } from '../../chain/stream-and-source-mapping.ts';
import { typeTopology } from '../../chain/type-topology.ts';
import { EVENT_BRIDGE_P90_MS } from '../model/latency.ts';
import {
  ASSUMED_INGEST_MS,
  ASSUMED_QUERY_MS,
  ASSUMED_SERVICE_TIME,
  type ServiceTime,
  slowdown,
} from '../model/service-time.ts';
import { type HandlerTime, type Quantiles, scaled } from '../model/service-time-distribution.ts';
import { hottestKeyShareOf } from '../model/spread.ts';
import type { ChainStage, ChainType } from '../model/workload.ts';
import type { Chain } from '../plan/settings.ts';

/** The file that commands read if no calibration is named. */
export const CALIBRATION_FILE = 'cairn.calibration.json';
/** Version of the file format. Cairn rejects a file of another version. */
export const CALIBRATION_VERSION = 1;

/** The figures measured for one event type. Figures that could not be measured are left out and stay assumed. */
export interface TypeCalibration {
  /** The handler's invocations that were measured. */
  readonly invocations: number;
  readonly serviceTime?: ServiceTime & {
    /**
     * The invocation's part of the time, as a distribution at `memoryMb`. The time of each record is taken as constant.
     */
    readonly invocationQuantiles: Quantiles;
  };
  /** Mean bytes of a record's data: its events, their stamps and the envelope. */
  readonly recordBytes?: number;
  readonly meanEventsPerRequest?: number;
  /** Share of the type's records that have the busiest partition key. 0–1. */
  readonly hottestKeyShare?: number;
}

/** Measured figures that replace what the catalog and the capacity model assume. */
export interface Calibration {
  readonly version: typeof CALIBRATION_VERSION;
  /** Where the figures were measured, such as `local runtime, stage dev`. */
  readonly source: string;
  /** RFC 3339. */
  readonly measuredAt: string;
  /** Mean time of a request in ingest. */
  readonly ingestMs?: number;
  /** Mean time of a read in query. */
  readonly queryMs?: number;
  /** From PutEvents' answer to the record in the stream: the 90th percentile of the slowest rule. */
  readonly deliveryP90Ms?: number;
  readonly types: Readonly<Record<string, TypeCalibration>>;
}

/** One figure, assumed and measured. */
export interface CalibratedFigure {
  /** An event type, `ingest`, `query` or `EventBridge`. */
  readonly of: string;
  readonly figure: string;
  readonly unit: string;
  readonly assumed: number;
  /** `null`: not measured, so the assumption applies. */
  readonly measured: number | null;
}

/** Replaces assumed figures of a chain by measured ones; types and figures that were not measured stay as they are. */
export function applyCalibration<Type extends ChainType, Stage extends ChainStage>(
  { types, stage }: { readonly types: readonly Type[]; readonly stage: Stage },
  calibration: Calibration,
): { readonly types: readonly Type[]; readonly stage: Stage } {
  const { ingestMs, queryMs, deliveryP90Ms, types: measured } = calibration;
  return {
    stage: {
      ...stage,
      ...(ingestMs !== undefined && { ingestMs }),
      ...(queryMs !== undefined && { queryMs }),
      ...(deliveryP90Ms !== undefined && { deliveryP90Ms }),
    },
    types: types.map((type): Type => {
      const of = Object.hasOwn(measured, type.type) ? measured[type.type] : undefined;
      if (of === undefined) return type;
      const { serviceTime, recordBytes, meanEventsPerRequest, hottestKeyShare } = of;
      const events = meanEventsPerRequest ?? type.traffic.meanEventsPerRequest ?? 1;
      const perRecord = Math.min(events, type.maxEventsPerEntry);
      return {
        ...type,
        ...(serviceTime !== undefined && { serviceTime }),
        traffic: {
          ...type.traffic,
          ...(recordBytes !== undefined && { meanBytes: bytesOfEvent(recordBytes, perRecord) }),
          ...(meanEventsPerRequest !== undefined && { meanEventsPerRequest }),
          ...(hottestKeyShare !== undefined && { hottestKeyShare }),
        },
      };
    }),
  };
}

/**
 * Bytes of one event for which the plan's formula gives records of the measured size. Subtracts the stamps and the
 * envelope that the formula adds.
 */
function bytesOfEvent(recordBytes: number, eventsPerRecord: number): number {
  return Math.max(1, (recordBytes - ENVELOPE_BYTES) / eventsPerRecord - STAMP_BYTES);
}

/** The measured time of a type's handler, as a distribution at `memoryMb`; `undefined` if it was not measured. */
export function calibratedHandlerTime({ types }: Calibration, type: string, memoryMb: number): HandlerTime | undefined {
  const time = Object.hasOwn(types, type) ? types[type]?.serviceTime : undefined;
  if (time === undefined) return undefined;
  const factor = slowdown(memoryMb, time);
  return {
    invocation: scaled({ kind: 'quantiles', quantiles: time.invocationQuantiles }, factor),
    record: { kind: 'constant', meanMs: time.recordMs * factor },
  };
}

/** A figure's name and owner, such as the `record time` of `location.pinged`. */
export type NamedFigure = Pick<CalibratedFigure, 'of' | 'figure'>;

/** Where the figures behind a plan come from. */
export interface FigureOrigins {
  readonly source: string;
  readonly measuredAt: string;
  readonly calibrated: readonly NamedFigure[];
  readonly assumed: readonly NamedFigure[];
}

/**
 * Which figures are measured, and which of those that can be measured are still assumed.
 * @param chain before calibration
 */
export function originsOf(chain: Chain, calibration: Calibration): FigureOrigins {
  const figures = calibratedFigures(chain, calibration);
  const named = (measured: boolean): readonly NamedFigure[] =>
    figures.filter((each) => (each.measured !== null) === measured).map(({ of, figure }) => ({ of, figure }));
  const { source, measuredAt } = calibration;
  return { source, measuredAt, calibrated: named(true), assumed: named(false) };
}

/** Every figure that can be measured, by type, with the value assumed for it. @param chain before calibration */
export function calibratedFigures({ types, stage }: Chain, calibration: Calibration): readonly CalibratedFigure[] {
  const { ingestMs, queryMs, deliveryP90Ms } = calibration;
  return [
    { of: 'ingest', figure: 'request time', unit: 'ms', assumed: ASSUMED_INGEST_MS, measured: ingestMs ?? null },
    { of: 'query', figure: 'request time', unit: 'ms', assumed: ASSUMED_QUERY_MS, measured: queryMs ?? null },
    {
      of: 'EventBridge',
      figure: 'delivery p90',
      unit: 'ms',
      assumed: EVENT_BRIDGE_P90_MS,
      measured: deliveryP90Ms ?? null,
    },
    ...types.flatMap((each): CalibratedFigure[] => {
      const { type, traffic } = each;
      const measured = Object.hasOwn(calibration.types, type) ? calibration.types[type] : undefined;
      const time = measured?.serviceTime;
      const row = (figure: string, unit: string, assumed: number, value: number | undefined): CalibratedFigure => ({
        of: type,
        figure,
        unit,
        assumed,
        measured: value ?? null,
      });
      return [
        row('invocation time', 'ms', ASSUMED_SERVICE_TIME.invocationMs, time?.invocationMs),
        row('record time', 'ms', ASSUMED_SERVICE_TIME.recordMs, time?.recordMs),
        row('record size', 'bytes', typeTopology(each, stage).demand.recordBytes, measured?.recordBytes),
        row('events a request', 'events', traffic.meanEventsPerRequest ?? 1, measured?.meanEventsPerRequest),
        row('busiest key', 'of all', hottestKeyShareOf(each), measured?.hottestKeyShare),
      ];
    }),
  ];
}
