import { Command } from 'commander';
import { GOVERNOR_MODES } from '../../core/capacity/model/workload.ts';
import { FAULT_KINDS } from '../../local/aws/services/faults/fault-kinds.ts';
import { type FaultSpec, parseFault } from '../../local/aws/services/faults/fault-spec.ts';
import { MIB, mostMemoryBytes } from '../../local/start/memory-default.ts';
import type { StartOptions } from '../../local/start/start.ts';
import { oneOf, wholeNumber } from '../shared/option-values.ts';

/** `npm start`: runs the whole chain on this machine. */
export function startCommand(): Command {
  return new Command('start')
    .description('runs the template of a stage on this machine, with phones that play')
    .option('--stage <name>', 'which stage: dev, load', 'dev')
    .option('--port <number>', 'of the API; 0 uses a free one', wholeNumber('--port', 0, 65_535), 3_000)
    .option('--aws-port <number>', 'of the AWS-compatible endpoint', wholeNumber('--aws-port', 0, 65_535), 4_566)
    .option('--players <number>', 'phones that play; 0 for none', wholeNumber('--players', 0, 10_000), 25)
    .option('--hunt <file>', 'a hunt file (default: local/start/players/edinburgh.json)')
    .option(
      '--poll <how>',
      'source mappings read "immediate"ly, or once a second as on "aws"',
      oneOf('--poll', ['immediate', 'aws']),
      'immediate',
    )
    .option(
      '--governor <mode>',
      "what the governor may do once a minute: off, observe or act (default: the stage's)",
      oneOf('--governor', GOVERNOR_MODES),
    )
    .option(
      '--seed <number>',
      'of all randomness; the same one gives the same players',
      wholeNumber('--seed', 0, 2_147_483_647),
    )
    .option(
      '--fault <fault>',
      'puts a fault in; may be repeated. KIND[,target=NAME][,probability=0.2][,after=10s][,for=30s][,by=500ms]',
      (text: string, before: readonly FaultSpec[] = []) => [...before, parseFault(text, '--fault')],
    )
    .option(
      '--memory-budget <MiB>',
      'what may be held of what passes through: queues, streams, archive, buckets, event ids (default: an eighth of the machine’s memory, at most 512)',
      memoryBudget,
    )
    .addHelpText('after', faultsHelp())
    .option('--open', 'opens the console in a browser', false)
    .option('--no-watch', 'leaves what runs as it is when a source file is saved')
    .option('--verbose', 'prints what the functions log', false)
    .action(async (options: StartOptions) => {
      const { start } = await import('../../local/start/start.ts');
      await start(options);
    });
}

function memoryBudget(text: string): number {
  return wholeNumber('--memory-budget', 16, Math.floor(mostMemoryBytes() / MIB))(text) * MIB;
}

/** The kinds of `--fault`, each with what happens. */
function faultsHelp(): string {
  const kinds = Object.entries(FAULT_KINDS).map(([kind, { does, scope, probability }]) => {
    return `  ${kind.padEnd(24)}${does} (${scope === 'entry' ? 'event type or bus' : scope}; probability ${probability})`;
  });
  return `
Kinds of --fault, with what their target is and the probability that holds where none is given.
target: a physical name, a logical id with or without its hash, or (but for tables) an event type; left out, all.
after, for: when it begins and how long it lasts. by: the time of kinds that delay.
${kinds.join('\n')}

  npm start -- --fault function-crash,target=clue.solved,probability=0.3,after=10s,for=30s --fault put-events-partial`;
}
