import type { ActiveFault, FaultsOf } from '../faults/active-fault.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { InvocationFault, Mishap } from './faulty-executor.ts';

/** The worst mishap comes first, because an invocation has only one. */
const MISHAPS = [
  ['function-crash', (fault) => ({ kind: 'crash', afterMs: fault.partOfBy(), struck: () => fault.count() })],
  ['function-timeout', (fault) => ({ kind: 'timeout', ran: fault.coin() })],
  ['function-answer-lost', () => ({ kind: 'answer-lost' })],
  ['function-slow', ({ spec }) => ({ kind: 'slow', byMs: spec.byMs })],
] as const satisfies readonly (readonly [FaultKind, (fault: ActiveFault) => Mishap])[];

export function invocationFault(of: FaultsOf): InvocationFault | undefined {
  const kinds = MISHAPS.map(([kind, mishapOf]) => ({ faults: of(kind), mishapOf })).filter(
    ({ faults }) => faults.length > 0,
  );
  if (kinds.length === 0) return undefined;
  return {
    mishap: (functionName) => {
      for (const { faults, mishapOf } of kinds) {
        const fault = faults.find((candidate) => candidate.chooses(functionName));
        if (fault === undefined) continue;
        const mishap = mishapOf(fault);
        // A crash counts only if it comes before the end of the run.
        if (mishap.kind !== 'crash') fault.count();
        return mishap;
      }
      return undefined;
    },
  };
}
