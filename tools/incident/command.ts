import { Command } from 'commander';
import { oneOf, wholeNumber } from '../shared/option-values.ts';
import { duration, rate } from '../shared/quantities.ts';
import type { IncidentOptions } from './incident.ts';
import { MODES } from './incident-account.ts';

/** `npm run incident`: the post-mortem in real time. */
export function incidentCommand(): Command {
  return new Command('incident')
    .description(
      'Replays the post-mortem in real time on this machine: with its one bounded broker (before), on our chain with handlers held to the same rate (unsized), and on our chain as planned (planned)',
    )
    .option('--mode <mode>', `one of ${MODES.join(', ')} (default: all, one after another)`, oneOf('--mode', MODES))
    .option(
      '--seconds <time>',
      'how long each mode sends events; alarms look at whole minutes, so unsized needs 260',
      duration('--seconds', 5, 3_600),
      260,
    )
    .option('--rate <n>', 'events offered a second', rate('--rate', 100, 100_000), 10_000)
    .option(
      '--handled <n>',
      'events a second that the handlers process, in before and unsized',
      rate('--handled', 10, 100_000),
      2_000,
    )
    .option('--seed <n>', 'the same seed gives the same random numbers', wholeNumber('--seed', 0, 2_147_483_647), 1)
    .action(async (options: IncidentOptions) => {
      const { incident } = await import('./incident.ts');
      process.exitCode = await incident(options);
    });
}
