import { spawn } from 'node:child_process';
import path from 'node:path';
import type { GovernorMode } from '../core/capacity/model/workload.ts';

const LIVE_LOADS = ['burst', 'outage'] as const;
/** `burst`: more than the streams take; `outage`: the table refuses everything. */
export type LiveLoad = (typeof LIVE_LOADS)[number];

/** What one run of the running chain did. */
export interface LiveFigures {
  readonly load: LiveLoad;
  readonly governor: GovernorMode;
  /** Seconds from the end of the cause to the last minute in which an event was late; `null`: not within the run. */
  readonly backWithinSeconds: number | null;
  readonly shed: number;
  /** Events that got another answer than accepted or shed. */
  readonly refused: number;
  readonly deadLettered: number;
  readonly lost: number;
  /** Seconds after the cause; left out if it did nothing. */
  readonly firstActAfter?: number;
  /** What it did, with the seconds after the cause. */
  readonly acts: readonly string[];
}

/** A stage without a governor, and with one that acts, under each load: all beside each other, in processes of their own. */
export async function benchHealingLive(minutes: number): Promise<readonly LiveFigures[]> {
  const runs = LIVE_LOADS.flatMap((load) => (['off', 'act'] as const).map((governor) => ({ load, governor })));
  return Promise.all(runs.map(({ load, governor }) => runAlone(load, governor, minutes)));
}

function runAlone(load: LiveLoad, governor: GovernorMode, minutes: number): Promise<LiveFigures> {
  const script = path.join(import.meta.dirname, 'healing-live-run.ts');
  const child = spawn(process.execPath, [script, load, governor, String(minutes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const line = output.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve(JSON.parse(line) as LiveFigures);
      else reject(new Error(`${load} with governor ${governor} ended with ${code}: ${output}`));
    });
  });
}
