import type { MemoryListener } from '../aws/services/memory/memory-budget.ts';
import { MIB } from './memory-default.ts';

/** Formats the lines of `npm start` about its memory. Each is printed when the state changes, never for each event. */
export function memoryLines(print: (line: string) => void): MemoryListener {
  return {
    letsGo: (share, limitBytes) =>
      print(
        `memory: ${share} fill their ${mib(limitBytes)}; the runtime drops the oldest from now on (/local/stats counts them; a higher --memory-budget keeps more)`,
      ),
    full: (budgetBytes, waiting) => {
      const kinds = Object.entries(waiting)
        .filter(([, bytes]) => bytes >= MIB)
        .sort(([, a], [, b]) => b - a)
        .map(([name, bytes]) => `${name} ${mib(bytes)}`);
      print(
        `memory: the budget of ${mib(budgetBytes)} is full of waiting data (${kinds.join(', ')}). The API answers 429 until consumers read some of it; a higher --memory-budget keeps more`,
      );
    },
    hasRoom: () => print('memory: the budget has room again; the API accepts requests'),
  };
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB).toLocaleString('en-US')} MiB`;
}
