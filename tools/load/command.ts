import { Command } from 'commander';
import { checkWritable, collect, numberWithin, wholeNumber, writeFileOf } from '../shared/option-values.ts';
import { duration, rate } from '../shared/quantities.ts';
import { ARRIVALS } from './arrivals.ts';
import type { LoadResult } from './load-result.ts';
import { PROFILES } from './profile.ts';

/** As commander hands them over. */
export interface LoadCommandOptions {
  readonly url?: string;
  readonly iOwnThisEndpoint?: string;
  readonly start?: string | true;
  readonly stage: string;
  readonly owner?: string;
  readonly profile: string;
  readonly rate: number;
  readonly for: number;
  readonly mix?: string;
  readonly batch: string;
  readonly arrivals: string;
  readonly phones: number;
  readonly gzip: number;
  readonly reconnects: number;
  readonly hottest: number;
  readonly seed: number;
  readonly timeout: number;
  readonly connections: number;
  readonly inFlight: number;
  readonly apiKey: readonly string[];
  readonly tokens?: string;
  readonly hunt?: string;
  readonly metrics?: string;
  readonly drain?: number;
  readonly objective: readonly string[];
  readonly json?: true;
  readonly html?: string;
}

export interface LoadCommandPorts {
  readonly print: (text: string) => void;
  /** Beside the result: progress, and where things are. */
  readonly say: (text: string) => void;
}

const ON_TERMINAL: LoadCommandPorts = { print: console.log, say: console.error };
const OBJECTIVE_MISSED = 2;

/** `npm run cairn -- load`: an open-model load, accounted for to the last event. */
export function command(ports: LoadCommandPorts = ON_TERMINAL): Command {
  return new Command('load')
    .description('sends load whose arrivals do not wait for answers, and accounts for every event')
    .option('--url <url>', 'of the API, up to but without /v1 (default: http://127.0.0.1:3000)')
    .option('--i-own-this-endpoint <url>', 'allows a URL that is not on this machine')
    .option('--start [stage]', 'starts a local runtime for the run, of stage dev or load')
    .option('--profile <name>', `how the rate goes over time: ${PROFILES.join(', ')}`, 'constant')
    .option('--rate <events/s>', 'at the top of the profile', rate('--rate', 0.001, 1_000_000), 500)
    .option('--for <time>', 'of the whole run, such as 30s, 5m or 1h', duration('--for'), 30)
    .option('--mix <weights>', 'such as location.pinged=85,clue.viewed=15 (default: the catalog’s peak traffic)')
    .option('--batch <events>', 'a request: catalog, 20 or 1-40', 'catalog')
    .option('--arrivals <kind>', `of requests: ${ARRIVALS.join(', ')}`, 'poisson')
    .option('--phones <number>', 'players, each with a token of its own', wholeNumber('--phones', 1, 20_000), 200)
    .option('--gzip <share>', 'of the requests of 1 KiB and more', numberWithin('--gzip', 0, 1), 0.25)
    .option(
      '--reconnects <share>',
      'of the requests, whose connection then ends',
      numberWithin('--reconnects', 0, 1),
      0.02,
    )
    .option('--hottest <share>', 'of the requests, from one phone', numberWithin('--hottest', 0, 1), 0)
    .option('--seed <number>', 'of all randomness', wholeNumber('--seed', 0, 2_147_483_647), 1)
    .option('--timeout <time>', 'after which a request is given up', duration('--timeout'), 30)
    .option('--connections <number>', 'open at once', wholeNumber('--connections', 1, 10_000), 256)
    .option('--in-flight <number>', 'requests; more are unsent', wholeNumber('--in-flight', 1, 100_000), 10_000)
    .option('--api-key <key>', 'repeated, the phones share them', collect, [])
    .option('--tokens <file>', 'a player’s token a line, for stages with an issuer of their own')
    .option('--hunt <id>', 'an existing hunt, made of local/players/edinburgh.json (default: a new one)')
    .option('--stage <name>', 'whose keys sign and whose metrics count, beyond this machine', 'dev')
    .option('--owner <name>', 'whose copy of the stage, as deployed with -c owner=NAME')
    .option('--metrics <where>', 'the pipeline’s counts: local, aws or none (default: local on this machine, else aws)')
    .option('--drain <time>', 'to wait for the pipeline (default: 60s here, 10m on AWS)', duration('--drain'))
    .option(
      '--objective <bound>',
      "such as 'p99<1000ms'; repeated (default: the catalog's, and none unaccounted)",
      collect,
      [],
    )
    .option('--json', 'the whole result as JSON')
    .option('--html <file>', 'writes a page with plots')
    .action(async (options: LoadCommandOptions) => {
      if (options.html !== undefined) checkWritable('--html', options.html);
      const { executeLoad } = await import('./execute-load.ts');
      const result = await executeLoad(options, ports.say);
      await show(result, options, ports);
      if (result.verdicts.some(({ met }) => !met)) process.exitCode = OBJECTIVE_MISSED;
    });
}

async function show(result: LoadResult, { html, json }: LoadCommandOptions, ports: LoadCommandPorts): Promise<void> {
  // The account first: what may fail after it takes nothing away.
  if (json === true) ports.print(JSON.stringify(result, null, 2));
  else {
    const { loadText } = await import('./text.ts');
    ports.print(loadText(result));
  }
  if (html !== undefined) {
    const { loadPage } = await import('./page.ts');
    writeFileOf('--html', html, loadPage(result));
    ports.say(`wrote ${html}`);
  }
}
