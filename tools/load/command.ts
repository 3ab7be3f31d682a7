import { Command } from 'commander';
import { ARRIVALS } from '../shared/load/arrivals.ts';
import { PROFILES } from '../shared/load/profile.ts';
import { checkWritable, collect, numberWithin, wholeNumber, writeFileOf } from '../shared/option-values.ts';
import { duration, rate } from '../shared/quantities.ts';
import type { LoadCommandOptions } from './command-options.ts';
import type { LoadResult } from './load-result.ts';

export interface LoadCommandPorts {
  readonly print: (text: string) => void;
  /** Prints what is not the result: progress, and addresses. */
  readonly say: (text: string) => void;
}

const ON_TERMINAL: LoadCommandPorts = { print: console.log, say: console.error };
const OBJECTIVE_MISSED = 2;

/** `npm run cairn -- load`: an open-model load that accounts for every event. */
export function command(ports: LoadCommandPorts = ON_TERMINAL): Command {
  return new Command('load')
    .description('sends load whose arrivals do not wait for answers, and accounts for every event')
    .option('--url <url>', 'the URL of the API, without /v1 (default: http://127.0.0.1:3000)')
    .option('--i-own-this-endpoint <url>', 'allows a URL that is not on this machine')
    .option('--start [stage]', 'starts a local runtime for the run, of stage dev or load (default: dev)')
    .option('--profile <name>', `how the rate changes over time: ${PROFILES.join(', ')}`, 'constant')
    .option('--rate <events/s>', 'the highest rate of the profile', rate('--rate', 0.001, 1_000_000), 500)
    .option('--for <time>', 'the length of the run, such as 30s, 5m or 1h', duration('--for'), 30)
    .option(
      '--mix <weights>',
      'weights of event types, such as location.pinged=85,clue.viewed=15 (default: the catalog’s peak traffic)',
    )
    .option('--batch <events>', 'events in a request: catalog, 20 or 1-40', 'catalog')
    .option('--arrivals <kind>', `how requests arrive: ${ARRIVALS.join(', ')}`, 'poisson')
    .option('--phones <number>', 'players, each with a token of its own', wholeNumber('--phones', 1, 20_000), 200)
    .option(
      '--gzip <share>',
      'the share of requests of 1 KiB and more that are gzipped',
      numberWithin('--gzip', 0, 1),
      0.25,
    )
    .option(
      '--reconnects <share>',
      'the share of requests after which the phone closes its connection',
      numberWithin('--reconnects', 0, 1),
      0.02,
    )
    .option('--hottest <share>', 'the share of requests that one phone sends', numberWithin('--hottest', 0, 1), 0)
    .option(
      '--seed <number>',
      'the same seed gives the same random numbers',
      wholeNumber('--seed', 0, 2_147_483_647),
      1,
    )
    .option('--timeout <time>', 'after how long the generator gives a request up', duration('--timeout'), 30)
    .option('--connections <number>', 'connections open at once', wholeNumber('--connections', 1, 10_000), 256)
    .option(
      '--in-flight <number>',
      'requests in flight at once; more stay unsent',
      wholeNumber('--in-flight', 1, 100_000),
      10_000,
    )
    .option('--api-key <key>', 'an API key; if repeated, the phones share the keys', collect, [])
    .option('--tokens <file>', 'a file with one player’s token a line, for stages with an issuer of their own')
    .option(
      '--hunt <id>',
      'the id of an existing hunt, made from local/start/players/edinburgh.json (default: a new hunt)',
    )
    .option(
      '--stage <name>',
      'of a deployed target: the stage whose keys sign tokens and whose metrics are read',
      'dev',
    )
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option(
      '--metrics <where>',
      'where to read the pipeline’s counts: local, aws or none (default: local on this machine, else aws)',
    )
    .option(
      '--drain <time>',
      'how long to wait for the pipeline (default: 60s on this machine, 10m on AWS)',
      duration('--drain'),
    )
    .option(
      '--objective <bound>',
      "a bound such as 'p99<1000ms'; can be repeated (default: the catalog's objectives, and no unaccounted event)",
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
  // Prints the event ledger first, so that a later failure cannot lose it.
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
