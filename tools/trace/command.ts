import { Command } from 'commander';
import { chainNamed } from '../../catalog/chain-named.ts';
import { pascalName } from '../../catalog/names.ts';
import { InputError } from '../../core/errors.ts';
import { fateOf } from '../../core/event-fate.ts';
import { EVENT_ID, matcherOf } from '../../core/id-patterns.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { cutOffFromAws } from '../../local/aws/runtime/no-aws-settings.ts';
import type { AccountReader } from '../shared/aws/account-reader.ts';
import { deployedStack } from '../shared/aws/deployed-stack.ts';
import { type AccountSeams, stageAccount } from '../shared/aws/stage-account.ts';
import { withPermissions } from '../shared/aws/with-permissions.ts';
import { money } from '../shared/format.ts';
import { duration } from '../shared/quantities.ts';
import { localPageReader } from '../shared/read-local-page.ts';
import { awsHops, scanCost, tracedFunctions } from './aws-trace.ts';
import { localTrace, sampledOut } from './local-trace.ts';
import type { LogSearch } from './log-search.ts';
import { traceText } from './text.ts';
import type { Trace } from './trace.ts';

/** What the command reads of an account. */
export interface TraceAccount {
  readonly reader: Pick<AccountReader, 'identity' | 'stack'>;
  readonly search: LogSearch;
}

export interface TraceSeams extends AccountSeams<TraceAccount> {
  readonly print: (text: string) => void;
  readonly chainOf: typeof chainNamed;
  readonly clock: Clock;
  readonly send: typeof fetch;
}

interface Options {
  readonly stage?: string;
  readonly owner?: string;
  readonly profile?: string;
  readonly url: string;
  readonly last: number;
  readonly mostDollars: string;
  readonly json?: true;
}

/** Ids of events (catalog/fields.ts): nothing in one would end the query's text. */
const IS_EVENT_ID = matcherOf(EVENT_ID);
const LONGEST_SECONDS = 7 * 86_400;

export const SEAMS: TraceSeams = {
  print: console.log,
  chainOf: chainNamed,
  clock: new RealScheduler(),
  send: fetch,
  sources: async () => (await import('../shared/aws/process-sources.ts')).PROCESS_SOURCES,
  accountOf: async (target) => {
    const { sdkAccountReader, settingsFor } = await import('../shared/aws/sdk-account-reader.ts');
    const { sdkLogSearch } = await import('./sdk-log-search.ts');
    const settings = await settingsFor(target);
    return { reader: sdkAccountReader(settings), search: sdkLogSearch(settings) };
  },
};

const PERMISSIONS = 'logs:StartQuery, logs:GetQueryResults, cloudwatch:GetMetricData, and to read the stack';

/** `npm run cairn -- trace EVENT_ID [--stage prod]`: each hop of an event with its time, and what became of it. */
export function command(seams: TraceSeams = SEAMS): Command {
  const { print, clock } = seams;
  return new Command('trace')
    .description('shows each hop of an event with its time and the delay between, and what became of it')
    .argument('<event id>', 'the id that the client gave the event')
    .option('--stage <name>', 'a stage on AWS, by a query of its logs (default: the local runtime)')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--profile <name>', "profile of the AWS configuration, as cdk's --profile")
    .option('--url <url>', 'the URL of the local runtime', 'http://127.0.0.1:3000')
    .option('--last <time>', 'on AWS: how far back to search', duration('--last', 60, LONGEST_SECONDS), 3_600)
    .option('--most-dollars <dollars>', 'on AWS: a query that may cost more is not made', '0.5')
    .option('--json', 'prints the trace as JSON')
    .action(async (id: string, options: Options) => {
      checkId(id);
      const trace =
        options.stage === undefined ? await traceHere(id, options.url) : await traceOnAws(id, options.stage, options);
      print(options.json === true ? JSON.stringify(trace, null, 2) : traceText(trace));
    });

  async function traceHere(id: string, url: string): Promise<Trace> {
    cutOffFromAws();
    return { source: url, ...(await localTrace(localPageReader(url, seams.send), id)) };
  }

  async function traceOnAws(
    id: string,
    name: string,
    { owner, profile, last, mostDollars, json }: Options,
  ): Promise<Trace> {
    const { stage, types } = seams.chainOf(name, owner);
    const { reader, search, source } = await stageAccount(stage, seams, profile);
    return withPermissions(PERMISSIONS, async () => {
      const stack = await deployedStack(reader, stage);
      const functions = tracedFunctions(stack, Object.fromEntries(types.map(({ type }) => [type, pascalName(type)])));
      const groups = functions.map(({ group }) => group);
      const toMs = clock.now();
      const fromMs = toMs - last * 1_000;
      const bytes = await search.bytes(groups, fromMs, toMs);
      const cost = scanCost(bytes);
      if (json !== true) {
        print(
          `searching ${groups.length} log groups since ${new Date(fromMs).toISOString()}: ${money(bytes / 1e9)} GB, ${money(cost)} dollars`,
        );
      }
      checkCost(cost, mostDollars);
      const hops = await awsHops(search, functions, id, fromMs, toMs);
      if (hops.length === 0) throw notFound(id, fromMs);
      return { id, source, hops, fate: fateOf(hops) };
    });
  }
}

function checkId(id: string): void {
  if (IS_EVENT_ID.test(id)) return;
  throw new InputError({
    input: 'event id',
    received: id,
    allowed: '16 to 64 characters of A–Z a–z 0–9 _ -',
    remedy: "Take it from the phone's log, from a message in quarantine, or from the answer of ingest.",
  });
}

function checkCost(cost: number, most: string): void {
  if (cost <= Number(most)) return;
  throw new InputError({
    input: '--most-dollars',
    received: most,
    allowed: `at least ${money(cost)}, which this query may cost`,
    remedy: 'Search a shorter time with --last, or allow the cost.',
  });
}

function notFound(id: string, fromMs: number): InputError {
  return new InputError({
    input: 'event id',
    received: id,
    allowed: `an event that ingest or a handler logged since ${new Date(fromMs).toISOString()}`,
    remedy: `Search longer with --last 12h. A line may be a minute late. ${sampledOut(id)}`,
  });
}
