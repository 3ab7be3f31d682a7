import { shareOf } from '../../lambdas/governor/admit.ts';
import type { Act } from '../../lambdas/governor/decision.ts';
import { reversalsOf } from '../../lambdas/governor/memory.ts';

/**
 * How often each actuator turned: the shards of a stream, the share of a type that is admitted, and whether a mapping reads.
 * By a name such as `ping: shards`.
 */
export function reversalsByActuator(acts: readonly Act[]): ReadonlyMap<string, number> {
  const changes = new Map<string, { readonly from: number; readonly to: number }[]>();
  const add = (name: string, from: number, to: number): void => {
    const known = changes.get(name) ?? [];
    if (known.length === 0) changes.set(name, known);
    known.push({ from, to });
  };
  for (const act of acts) {
    if (act.kind === 'reshard') add(`${act.type}: shards`, act.from, act.to);
    else if (act.kind === 'mapping')
      add(`${act.type}: mapping`, Number(act.from.state === 'Enabled'), Number(act.to.enabled));
    else {
      for (const type of new Set([...Object.keys(act.from.shares), ...Object.keys(act.to.shares)])) {
        add(`${type}: admitted`, shareOf(act.from, type), shareOf(act.to, type));
      }
    }
  }
  return new Map([...changes].map(([name, each]) => [name, reversalsOf(each)]));
}
