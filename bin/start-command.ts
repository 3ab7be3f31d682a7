import { Command } from 'commander';
import { oneOf, wholeNumber } from './options.ts';

export interface StartOptions {
  readonly stage: string;
  readonly port: number;
  readonly awsPort: number;
  readonly players: number;
  readonly hunt?: string;
  readonly poll: 'immediate' | 'aws';
  readonly seed?: number;
  readonly verbose: boolean;
}

/** `npm start`: the whole chain on this machine. */
export function startCommand(): Command {
  return new Command('start')
    .description('runs the template of a stage on this machine, with phones that play')
    .option('--stage <name>', 'which stage: dev, load', 'dev')
    .option('--port <number>', 'of the API; 0 takes a free one', wholeNumber('--port', 0, 65_535), 3_000)
    .option('--aws-port <number>', 'of the AWS-compatible endpoint', wholeNumber('--aws-port', 0, 65_535), 4_566)
    .option('--players <number>', 'phones that play; 0 for none', wholeNumber('--players', 0, 10_000), 25)
    .option('--hunt <file>', 'a hunt file (default: local/players/edinburgh.json)')
    .option(
      '--poll <how>',
      'source mappings read "immediate"ly, or once a second as on "aws"',
      oneOf('--poll', ['immediate', 'aws']),
      'immediate',
    )
    .option(
      '--seed <number>',
      'of all randomness; the same one gives the same players',
      wholeNumber('--seed', 0, 2_147_483_647),
    )
    .option('--verbose', 'prints what the functions log', false)
    .action(async (options: StartOptions) => {
      const { start } = await import('./start.ts');
      await start(options);
    });
}
