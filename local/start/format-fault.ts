import type { FaultStanding } from '../aws/services/faults/faults.ts';

/** One line for a fault that begins or ends. */
export function formatFault({ id, spec, state, struck, startsAt, endsAt }: FaultStanding): string {
  const { kind, target, probability } = spec;
  const name = `fault ${id} ${kind}${target === undefined ? '' : ` of ${target}`}`;
  if (state === 'ended') return `${name} ended; it struck ${struck.toLocaleString('en-US')} times`;
  const end = endsAt === undefined ? 'until it is removed' : `for ${(endsAt - startsAt) / 1_000} s`;
  return `${name} begins: probability ${probability}, ${end}`;
}
