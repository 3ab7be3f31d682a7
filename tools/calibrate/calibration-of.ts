import {
  CALIBRATION_VERSION,
  type Calibration,
  type TypeCalibration,
} from '../../core/capacity/measure/calibration.ts';
import type { ChainType } from '../../core/capacity/model/workload.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';
import { typeTopology } from '../../core/chain/type-topology.ts';
import { fitServiceTime } from './fit-service-time.ts';
import type { MeasuredChain, MeasuredType } from './measured-chain.ts';

/** Turns measurements into a calibration. @param chain that was measured; its handlers' memory is used */
export function calibrationOf(measured: MeasuredChain, { types, stage }: Chain, measuredAt: string): Calibration {
  const { source, ingestMs, queryMs, deliveryP90Ms } = measured;
  return {
    version: CALIBRATION_VERSION,
    source,
    measuredAt,
    ...(ingestMs !== undefined && { ingestMs: round(ingestMs) }),
    ...(queryMs !== undefined && { queryMs: round(queryMs) }),
    ...(deliveryP90Ms !== undefined && { deliveryP90Ms: round(deliveryP90Ms) }),
    types: Object.fromEntries(
      types.flatMap((type): [string, TypeCalibration][] => {
        const of = measured.types[type.type];
        if (of === undefined || of.invocations === 0) return [];
        const memoryMb = typeTopology(type, stage).handler.memoryMb.value;
        return [[type.type, typeCalibration(type, of, memoryMb)]];
      }),
    ),
  };
}

/** Removes the figures about the traffic itself from a calibration. */
export function withoutTraffic(calibration: Calibration): Calibration {
  const types = Object.entries(calibration.types).map(([type, { invocations, serviceTime }]) => {
    return [type, { invocations, ...(serviceTime !== undefined && { serviceTime }) }] as const;
  });
  return { ...calibration, types: Object.fromEntries(types) };
}

function typeCalibration(type: ChainType, measured: MeasuredType, memoryMb: number): TypeCalibration {
  const { invocations, records, events, bytes, hottestKeyShare } = measured;
  const time = fitServiceTime(measured.batches);
  const eventsPerRecord = events === undefined || records === 0 ? undefined : events / records;
  const recordBytes = bytes === undefined || records === 0 ? undefined : bytes / records;
  // Entries that are cut at maxEventsPerEntry do not show how many events a request carries.
  const isCut = eventsPerRecord !== undefined && eventsPerRecord >= type.maxEventsPerEntry * 0.99;
  return {
    invocations,
    ...(time !== undefined && { serviceTime: { ...time, memoryMb } }),
    ...(recordBytes !== undefined && { recordBytes: round(recordBytes) }),
    ...(eventsPerRecord !== undefined &&
      !isCut && { meanEventsPerRequest: round(Math.min(100, Math.max(1, eventsPerRecord))) }),
    ...(hottestKeyShare !== undefined && hottestKeyShare > 0 && { hottestKeyShare: significant(hottestKeyShare) }),
  };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
