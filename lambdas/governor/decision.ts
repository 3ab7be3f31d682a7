import type { Admission } from '../shared/store/admission-item.ts';
import type { MappingSeen } from './observation.ts';

/** Settings of a mapping that the governor changes in one call. */
export interface MappingChange {
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly parallelizationFactor: number;
  readonly maxRecordAgeSeconds: number;
}

/** Where a mapping's circuit is. `closed`: as the plan has it. */
export const CIRCUIT_STEPS = ['closed', 'open', 'half-open', 'ramp', 'catch-up'] as const;
export type CircuitStep = (typeof CIRCUIT_STEPS)[number];

/** What to do, by the one thing that it changes. */
export type Act =
  | { readonly kind: 'reshard'; readonly type: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'mapping';
      readonly type: string;
      readonly step: CircuitStep;
      readonly from: MappingSeen;
      readonly to: MappingChange;
    }
  | { readonly kind: 'admit'; readonly from: Admission; readonly to: Admission };

/** An act, or what the governor sees and must leave to a person. */
export interface Decision {
  /** @default nothing is done: a person has to */
  readonly act?: Act;
  /** The event type; left out for what all types share. */
  readonly type?: string;
  /** A sentence with the figures that led to it. */
  readonly reason: string;
}
