import { expect } from 'vitest';
import type { Chain } from '../../../core/capacity/plan/settings.ts';
import type { SimulationOptions } from '../../../tools/simulate/options.ts';
import type { SimulationReport } from '../../../tools/simulate/report.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';

export const chain: Chain = { types: catalog, stage: stages.prod };
export const play = (options: Partial<SimulationOptions> = {}): Promise<SimulationReport> =>
  simulate({ name: 'test', chain, seconds: 15, ...options });

/** A minute as planned, for several tests. It may hold no more records than are open at once. */
export const toldSeconds: number[] = [];
let played: Promise<SimulationReport> | undefined;
export const plain = (): Promise<SimulationReport> => {
  played ??= play({ seconds: 60, mostOpenRecords: 4_000, onProgress: (seconds) => toldSeconds.push(seconds) });
  return played;
};

/** Checks the sums that hold in every run. */
export function expectLedger(report: SimulationReport): void {
  for (const account of [report.events, ...report.types]) {
    const { sent, accepted, throttled, shed, unanswered, waiting, processed, deadLettered, inFlight } = account;
    expect(sent).toBe(accepted + throttled + shed + unanswered + waiting);
    expect(accepted).toBe(processed + deadLettered + inFlight);
    expect(
      Math.min(...[accepted, throttled, shed, unanswered, waiting, processed, deadLettered, inFlight]),
    ).toBeGreaterThanOrEqual(0);
  }
}
