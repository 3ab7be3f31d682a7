import { vi } from 'vitest';
import type { Runtime } from '../../local/start/runtime.ts';

/** Waits until no accepted event is in flight. @throws after a minute, with the account. */
export async function drained(runtime: Pick<Runtime, 'stats'>): Promise<void> {
  await vi.waitFor(
    () => {
      const inFlight = Object.entries(runtime.stats()).filter(([, counts]) => counts.inFlight > 0);
      if (inFlight.length > 0) throw new Error(`still in flight: ${JSON.stringify(inFlight)}`);
    },
    { timeout: 60_000, interval: 5 },
  );
}
