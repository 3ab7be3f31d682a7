import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { userPath } from '../../build/user-path.ts';
import { chainNamed } from '../../catalog/chain-named.ts';
import { InputError, withCauses } from '../../core/errors.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { Clock, Scheduler } from '../../core/scheduler/scheduler.ts';
import {
  type ConnectedStage,
  connectStage,
  type StageOptions,
  type StageSeams,
  sdkReader,
} from '../shared/aws/connected-stage.ts';
import { withPermissions } from '../shared/aws/with-permissions.ts';
import { checkWritable, oneOf, wholeNumber, writeFileOf } from '../shared/option-values.ts';
import { rate } from '../shared/quantities.ts';
import { discardStage } from './discard-stage.ts';
import { groupLetters } from './letters/group.ts';
import { PLACES, type Place } from './letters/letter.ts';
import type { Selection } from './letters/select.ts';
import { shownLetter } from './letters/shown.ts';
import type { DeadLetterPorts } from './ports.ts';
import { type Account, accountText, sumOf } from './redrive/account.ts';
import { FIRST_RATE } from './redrive/pace.ts';
import { redriveStage, type StageContext } from './redrive-stage.ts';
import { openLetters } from './stage-letters.ts';
import { stagePlaces } from './stage-places.ts';
import { groupsText, lettersText } from './text.ts';

export interface DeadLettersSeams extends StageSeams {
  readonly print: (text: string) => void;
  /** On the error output, so that JSON can be written to a file. */
  readonly warn: (text: string) => void;
  readonly scheduler: Scheduler;
  readonly portsOf: (connected: ConnectedStage, clock: Clock) => Promise<DeadLetterPorts>;
  readonly readFile: (file: string) => string;
  readonly writeFile: typeof writeFileOf;
  readonly checkWritable: typeof checkWritable;
  /** Calls back once a person wants the command to end. */
  readonly onInterrupt: (stop: () => void) => void;
  readonly exitWith: (code: number) => void;
}

export const SEAMS: DeadLettersSeams = {
  print: console.log,
  warn: console.error,
  chainOf: chainNamed,
  send: fetch,
  sources: async () => (await import('../shared/aws/process-sources.ts')).PROCESS_SOURCES,
  readerOf: sdkReader,
  scheduler: new RealScheduler(),
  portsOf: async (connected, clock) => (await import('./sdk-ports.ts')).sdkPorts(connected, clock),
  readFile: (file) => readFileSync(userPath(file), 'utf8'),
  writeFile: writeFileOf,
  checkWritable,
  onInterrupt: (stop) => process.once('SIGINT', stop),
  exitWith: (code) => {
    process.exitCode = code;
  },
};

interface Options extends StageOptions, Selection {
  readonly json?: true;
  readonly reveal?: true;
  readonly save?: string;
  readonly fixed?: string;
  readonly rate: number;
  readonly dryRun?: true;
  readonly yes?: true;
}

const READS = 'sqs:ReceiveMessage, sqs:ChangeMessageVisibility, sqs:GetQueueAttributes, s3:ListBucket, s3:GetObject';
const WRITES = 'kinesis:PutRecord, kinesis:PutRecords, events:PutEvents, sqs:DeleteMessage, s3:DeleteObject';
const SHOWN = 5;
/** Something is left that was to be sent or deleted. */
const NOT_DONE = 1;

/** `npm run cairn -- dead-letters list|show|redrive|discard`: events that were given up, and how they come back. */
export function command(seams: DeadLettersSeams = SEAMS): Command {
  const { print, scheduler } = seams;
  const group = new Command('dead-letters').description(
    'lists, shows, sends again or discards events that were given up: by rules, handlers, source mappings, or without a rule',
  );

  withSelection(group.command('list'))
    .description('counts dead letters by place, type, cause and age')
    .option('--json', 'prints the groups as JSON')
    .action(async (options: Options) => {
      const { connected, ports } = await open(options);
      const letters = await read(connected, ports, options);
      const groups = groupLetters(letters, scheduler.now());
      print(options.json === true ? JSON.stringify(groups, null, 2) : `${connected.source}\n${groupsText(groups)}`);
    });

  withSelection(group.command('show'))
    .description('shows dead letters with their payload, without positions and names')
    .option('--reveal', 'shows positions and names too')
    .option('--save <file>', 'writes all of them to a file as JSON; with --reveal, redrive --fixed reads it back')
    .option('--json', 'prints all of them as JSON')
    .action(async (options: Options) => {
      const { connected, ports } = await open(options);
      const { json, save, reveal = false } = options;
      if (save !== undefined) seams.checkWritable('--save', save);
      const limit = options.limit ?? (json === true || save !== undefined ? undefined : SHOWN);
      const letters = await read(connected, ports, { ...options, ...(limit !== undefined && { limit }) });
      const shown = letters.map((letter) => shownLetter(letter, reveal));
      if (save !== undefined) {
        seams.writeFile('--save', save, `${JSON.stringify(shown, null, 2)}\n`);
        print(`${shown.length} dead letters written to ${save}`);
      } else print(json === true ? JSON.stringify(shown, null, 2) : lettersText(shown) || 'no dead letters');
    });

  withSelection(group.command('redrive'))
    .description('sends dead letters where they belong, in order, slowly at first; deletes what is confirmed')
    .option(
      '--fixed <file>',
      'mended events of the quarantine, as "show --place quarantine --reveal --save" writes them',
    )
    .option('--rate <records>', 'records a second in the first minute', rate('--rate', 1, 1_000), FIRST_RATE)
    .option('--dry-run', 'says what would be sent, and sends nothing')
    .action(async (options: Options) => {
      const fixed = options.fixed === undefined ? undefined : { file: options.fixed, text: readFixed(options.fixed) };
      const place = fixed === undefined ? options.place : 'quarantine';
      let isInterrupted = false;
      const context = { ...(await open(options)), isInterrupted: () => isInterrupted };
      // Only here: it ends in order, with an account.
      seams.onInterrupt(() => {
        isInterrupted = true;
      });
      const account = await withPermissions(`${READS}, ${WRITES}, events:ListRules and cloudwatch:GetMetricData`, () =>
        redriveStage(
          {
            selection: selectionOf({ ...options, ...(place !== undefined && { place }) }),
            firstRate: options.rate,
            isDryRun: options.dryRun === true,
            ...(fixed !== undefined && { fixed }),
          },
          context,
        ),
      );
      end(account, options.dryRun === true);
    });

  withSelection(group.command('discard'))
    .description('deletes dead letters for ever; the archive of the bus still has their events for its days')
    .option('--yes', 'deletes them (default: only counts them)')
    .action(async (options: Options) => {
      const context = await open(options);
      const account = await withPermissions(`${READS}, ${WRITES}`, () =>
        discardStage(selectionOf(options), options.yes === true, context),
      );
      end(account, options.yes !== true);
    });

  return group;

  async function open(options: Options): Promise<StageContext> {
    const connected = await connectStage(options, seams);
    const ports = await seams.portsOf(connected, scheduler);
    return { connected, ports, scheduler, say: print, isInterrupted: () => false };
  }

  function read(connected: ConnectedStage, ports: DeadLetterPorts, options: Selection) {
    return withPermissions(READS, async () => {
      const places = stagePlaces(connected.resources, connected.types);
      const { selected, gaps, end: showAll } = await openLetters(places, ports, scheduler, selectionOf(options));
      await showAll();
      for (const gap of gaps) seams.warn(`NOT READ: ${gap}`);
      return selected;
    });
  }

  function end(account: Account, isTrial: boolean): void {
    print(accountText(account));
    if (!isTrial && sumOf(account.left) + sumOf(account.failed) > 0) seams.exitWith(NOT_DONE);
  }

  function readFixed(file: string): string {
    try {
      return seams.readFile(file);
    } catch (error) {
      throw new InputError({
        input: '--fixed',
        received: `${file} (${withCauses(error)})`,
        allowed: 'a file that can be read',
        remedy: 'Write it with: npm run cairn -- dead-letters show --place quarantine --reveal --save FILE',
      });
    }
  }
}

function withSelection(command: Command): Command {
  return command
    .option('--stage <name>', 'a stage on AWS or an emulator (default: the local runtime)')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--profile <name>', "profile of the AWS configuration, as cdk's --profile")
    .option('--url <url>', 'the URL of the local runtime', 'http://127.0.0.1:3000')
    .option('--place <place>', `only those of ${PLACES.join(', ')}`, oneOf<Place>('--place', PLACES))
    .option('--type <type>', 'only those of an event type')
    .option('--cause <code>', 'only those of a cause, as list prints it')
    .option('--id <id>', 'only the one with this id, as show prints it')
    .option('--limit <letters>', 'only the oldest so many', wholeNumber('--limit', 1, 1_000_000));
}

function selectionOf({ place, type, cause, id, limit }: Selection): Selection {
  return {
    ...(place !== undefined && { place }),
    ...(type !== undefined && { type }),
    ...(cause !== undefined && { cause }),
    ...(id !== undefined && { id }),
    ...(limit !== undefined && { limit }),
  };
}
