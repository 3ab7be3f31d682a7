import { Command, Option } from 'commander';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../../build/synthesis/issuer.ts';
import { PlayerId } from '../../catalog/fields.ts';
import { stageNamed } from '../../catalog/stage-named.ts';
import { lazyValidator } from '../../catalog/validator.ts';
import { InputError } from '../../core/errors.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { signToken } from '../../local/start/issuer/sign-token.ts';
import { duration } from '../shared/quantities.ts';

interface Options {
  readonly player: string;
  readonly role?: string;
  readonly expiresIn: number;
  readonly stage: string;
  readonly directory: string;
}

const checkPlayer = lazyValidator(PlayerId);

/** `npm run token -- --player ada`: prints a token for a stage that trusts the development keys. */
export function command(print: (text: string) => void = console.log, clock: Clock = new RealScheduler()): Command {
  return new Command('token')
    .description('prints a token signed with the development key pair')
    .requiredOption('--player <id>', 'the player that the token is for')
    .option('--role <role>', 'organiser: may create hunts (default: a player)')
    .option(
      '--expires-in <time>',
      'how long the token is valid, such as 30m, 12h or 7d',
      duration('--expires-in', 1),
      43_200,
    )
    .option('--stage <name>', 'the stage whose issuer and audience the token names', 'dev')
    .addOption(
      new Option('--directory <path>', 'folder of the key pair').default(ISSUER_DIRECTORY, '.cairn of this clone'),
    )
    .action(async (options: Options) => print(await tokenFor(options, clock)));
}

async function tokenFor(options: Options, clock: Clock): Promise<string> {
  const { authentication, name } = stageNamed(options.stage);
  if (authentication.developmentKeys !== true) {
    throw new InputError({
      input: '--stage',
      received: name,
      allowed: 'a stage with authentication.developmentKeys',
      remedy: `Stage ${name} accepts tokens of ${authentication.issuer} only: sign in there.`,
    });
  }
  const violation = checkPlayer(options.player);
  if (violation !== undefined) {
    throw new InputError({
      input: '--player',
      received: options.player,
      allowed: 'one to 128 letters, digits or _ . : | @ -',
      remedy: 'Choose another player id.',
    });
  }
  if (options.role !== undefined && options.role !== 'organiser') {
    throw new InputError({
      input: '--role',
      received: options.role,
      allowed: 'organiser',
      remedy: 'Leave it out for a player.',
    });
  }
  const claims = {
    playerId: options.player,
    expiresInSeconds: options.expiresIn,
    ...(options.role === undefined ? {} : { role: options.role }),
  };
  return signToken(loadOrCreateIssuer(options.directory), authentication, claims, clock);
}
