import type { MemoryListener } from '../aws/services/memory/memory-budget.ts';
import { MIB } from './memory-default.ts';

/** The lines of `npm start` on its memory: each is printed when something changes, never for each event. */
export function memoryLines(print: (line: string) => void): MemoryListener {
  return {
    letsGo: (share, limitBytes) =>
      print(
        `memory: ${share} fill their ${mib(limitBytes)}; the oldest are let go from now on (/local/stats counts them, --memory-budget holds more)`,
      ),
    full: (budgetBytes, waiting) => {
      const kinds = Object.entries(waiting)
        .filter(([, bytes]) => bytes >= MIB)
        .sort(([, a], [, b]) => b - a)
        .map(([name, bytes]) => `${name} ${mib(bytes)}`);
      print(
        `memory: the budget of ${mib(budgetBytes)} is full of what waits (${kinds.join(', ')}). The API answers 429 until some of it is read; --memory-budget holds more`,
      );
    },
    hasRoom: () => print('memory: the budget has room again; the API takes requests'),
  };
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB).toLocaleString('en-US')} MiB`;
}
