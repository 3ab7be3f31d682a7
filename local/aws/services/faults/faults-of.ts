import type { ActiveFault } from './active-fault.ts';
import type { FaultKind } from './fault-kinds.ts';

/** The faults of a kind that are on. */
export type FaultsOf = (kind: FaultKind) => readonly ActiveFault[];
