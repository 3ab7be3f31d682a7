import { chainNamed } from '../../catalog/chain-named.ts';
import { catalog } from '../../catalog/index.ts';
import { looksOf } from '../../catalog/requests.ts';
import { InputError } from '../../core/errors.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { ARRIVALS } from '../shared/load/arrivals.ts';
import { parseBatch } from '../shared/load/batch.ts';
import { createHunt, huntNamed, loadHunt } from '../shared/load/create-hunt.ts';
import type { Credentials } from '../shared/load/credentials.ts';
import { endpointOf } from '../shared/load/endpoint.ts';
import { mixOf } from '../shared/load/mix.ts';
import { PROFILES, peakOf, profileNamed } from '../shared/load/profile.ts';
import { choice } from './choice.ts';
import type { LoadCommandOptions } from './command-options.ts';
import type { LoadResult } from './load-result.ts';
import { targetOf } from './load-target.ts';
import { defaultObjectives, parseObjective } from './objective.ts';
import { type OwnRuntime, startOwnRuntime } from './own-runtime.ts';
import { performLoad } from './perform-load.ts';
import { stopOnInterrupt } from './stop-on-interrupt.ts';
import { count, progressText } from './text.ts';

/** Without a terminal, a line that overwrites itself is only noise. */
const LINE_EVERY_SECONDS = 5;
/** Most lines of progress in a long run. */
const MOST_LINES = 100;

/** Runs what the command line asks for. @param say prints progress @throws InputError before anything is sent */
export async function executeLoad(options: LoadCommandOptions, say: (text: string) => void): Promise<LoadResult> {
  const profile = choice('--profile', options.profile, PROFILES);
  const arrivals = choice('--arrivals', options.arrivals, ARRIVALS);
  const segments = profileNamed(profile, options.rate, options.for);
  const mix = mixOf(catalog, options.mix);
  const batch = parseBatch(options.batch);
  const types = catalog.filter(({ type }) => mix.some((part) => part.type === type));
  const names = types.map(({ type }) => type);
  const objectives =
    options.objective.length === 0
      ? defaultObjectives(types)
      : options.objective.map((text) => parseObjective(text, names));
  // Set up before anything is started, so that nothing survives a Ctrl-C.
  const stopped = stopOnInterrupt(say);
  let own: OwnRuntime | undefined;
  try {
    if (options.start !== undefined) own = await startRuntime(options, say);
    const url = own?.url ?? endpointOf(options.url, options.iOwnThisEndpoint);
    const scheduler = new RealScheduler();
    const target = await targetOf(url, options, names, scheduler);
    const run = `load-${scheduler.now().toString(36)}`;
    const credentials = await target.credentials(
      Array.from({ length: options.phones }, (_, index) => `${run}-${index + 1}`),
    );
    const hunt = huntNamed(options.hunt ?? run);
    await makeHunt(url, hunt, credentials, options, scheduler);
    say(
      `${profile} to ${count(peakOf(segments))} events/s for ${count(options.for)} s at ${url}, ${count(credentials.phones.length)} phones; Ctrl-C ends the run early and prints the event ledger`,
    );
    let lastLine = 0;
    return await performLoad({
      load: {
        url,
        phones: credentials.phones,
        hunt: loadHunt(hunt),
        templates: types.map(({ type, example, traffic }) => ({ type, example, meanBytes: traffic.meanBytes })),
        mix,
        segments,
        arrivals,
        batch,
        gzipShare: options.gzip,
        reconnectShare: options.reconnects,
        hottestShare: options.hottest,
        looks: looksOf(target.reads).map(({ path, secondsBetween }) => ({
          path: `/v1/hunts/${hunt.huntId}${path}`,
          secondsBetween,
        })),
        seed: options.seed,
        bounds: { timeoutMs: options.timeout * 1_000, maxInFlight: options.inFlight },
        maxConnections: options.connections,
      },
      profile,
      types,
      ...(target.pipeline !== undefined && { pipeline: target.pipeline }),
      drain: options.drain === undefined ? target.drain : { ...target.drain, limitMs: options.drain * 1_000 },
      objectives,
      scheduler,
      stop: stopped.signal,
      onInterval: (interval) => {
        if (interval.seconds - lastLine < Math.max(LINE_EVERY_SECONDS, options.for / MOST_LINES)) return;
        lastLine = interval.seconds;
        say(progressText(interval, Math.max(1, Math.ceil(options.for / 600))));
      },
      onDraining: () => {
        if (target.pipeline !== undefined) say(`waiting for the pipeline (${target.pipeline.source})`);
      },
    });
  } finally {
    stopped.end();
    await own?.close();
  }
}

async function makeHunt(
  url: string,
  hunt: ReturnType<typeof huntNamed>,
  { organiser }: Credentials,
  { hunt: existing }: LoadCommandOptions,
  scheduler: RealScheduler,
): Promise<void> {
  if (existing !== undefined) return;
  if (organiser !== undefined) return createHunt(url, hunt, organiser, scheduler);
  throw new InputError({
    input: '--hunt',
    received: undefined,
    allowed: 'the id of a hunt that exists, where tokens come from a file',
    remedy: 'Create it as an organiser from local/start/players/edinburgh.json, and name it.',
  });
}

function startRuntime({ start, url }: LoadCommandOptions, say: (text: string) => void): Promise<OwnRuntime> {
  if (url !== undefined) {
    throw new InputError({
      input: '--start',
      received: url,
      allowed: 'no --url together with it',
      remedy: 'Leave out one of the two: --start has a URL of its own.',
    });
  }
  const { name } = chainNamed(start === true || start === undefined ? 'dev' : start).stage;
  say(`starting a local runtime of stage ${name}`);
  return startOwnRuntime(name);
}
