import { COLD, raised } from '../../../core/capacity/model/table-demand.ts';
import type { Throughput } from '../../../core/capacity/model/throughput.ts';
import type { ChainPlan } from '../../../core/capacity/plan/chain.ts';
import type { Finding } from '../finding.ts';
import type { Answer } from '../place.ts';

/**
 * Checks that table and index can serve the planned peak immediately.
 * @param warmth of the deployed table; `undefined` before there is one
 * @param stageOptions such as `--stage prod`
 */
export function checkWarmth(plan: ChainPlan, warmth: Answer<'warmth'> | undefined, stageOptions: string): Finding {
  const subject = 'Table warmth';
  const { table, index } = plan.tableThroughput;
  const parts: readonly (readonly [string, Throughput, Throughput])[] = [
    ['table', warmth?.table ?? COLD, table],
    ...Object.entries(warmth?.indexes ?? { index: COLD }).map(
      ([name, warm]) => [`index ${name}`, warm, index] as const,
    ),
  ];
  const cold = parts.filter(([, warm, needed]) => raised(warm, needed) !== undefined);
  if (cold.length === 0) {
    const message =
      warmth === undefined ? 'a new table takes the planned peak.' : 'table and index take the planned peak.';
    return { level: 'ok', subject, message };
  }
  const shown = cold.map(
    ([name, warm, needed]) =>
      `${name} takes ${warm.writeUnits} write and ${warm.readUnits} read units/s at once, the planned peak needs ${needed.writeUnits} and ${needed.readUnits}`,
  );
  return {
    level: 'warning',
    subject,
    message: `${warmth === undefined ? 'a new ' : ''}${shown.join('; ')}. A sudden start line would be throttled.`,
    remedy: `${warmth === undefined ? 'After the deployment and before' : 'Before'} players come: npm run cairn -- warm ${stageOptions}`,
  };
}
