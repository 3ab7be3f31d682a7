import { catalog } from '../../catalog/index.ts';
import { stageNamed } from '../../catalog/stages.ts';
import { InputError } from '../../core/errors.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { localMetricReader, sdkMetricReader } from '../shared/cloudwatch/sdk-metric-reader.ts';
import { ARRIVALS } from './arrivals.ts';
import { AwsPipeline } from './aws-pipeline.ts';
import { parseBatch } from './batch.ts';
import type { LoadCommandOptions } from './command.ts';
import { createHunt, huntNamed, loadHunt } from './create-hunt.ts';
import { type Credentials, localCredentials, signedCredentials, tokensOf } from './credentials.ts';
import { endpointOf, isLoopback } from './endpoint.ts';
import type { LoadResult } from './load-result.ts';
import { LocalPipeline } from './local-pipeline.ts';
import { mixOf } from './mix.ts';
import { defaultObjectives, parseObjective } from './objective.ts';
import { startOwnRuntime } from './own-runtime.ts';
import { performLoad } from './perform-load.ts';
import type { Pipeline } from './pipeline.ts';
import { PROFILES, peakOf, profileNamed } from './profile.ts';
import { count, progressText } from './text.ts';

const LOCAL_DRAIN = { pollMs: 250, stillMs: 15_000, limitMs: 60_000 };
/** CloudWatch shows a minute's values within two. */
const AWS_DRAIN = { pollMs: 15_000, stillMs: 240_000, limitMs: 600_000 };
/** Without a terminal a line that overwrites itself is no progress but noise. */
const LINE_EVERY_SECONDS = 5;
/** Of a long run. */
const MOST_LINES = 100;

/** Runs what the command line asks for. @param say takes progress @throws InputError before anything is sent */
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
  const own = options.start === undefined ? undefined : await startRuntime(options, say);
  const stopped = stopOnInterrupt(say);
  try {
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
      `${profile} to ${count(peakOf(segments))} events/s for ${count(options.for)} s at ${url}, ${count(credentials.phones.length)} phones; Ctrl-C ends early, with the account`,
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

interface Target {
  readonly pipeline?: Pipeline;
  readonly drain: typeof LOCAL_DRAIN;
  readonly credentials: (players: readonly string[]) => Promise<Credentials>;
}

async function targetOf(
  url: string,
  options: LoadCommandOptions,
  types: readonly string[],
  scheduler: RealScheduler,
): Promise<Target> {
  const metrics = options.metrics ?? (isLoopback(new URL(url)) ? 'local' : 'aws');
  const where = choice('--metrics', metrics, ['local', 'aws', 'none']);
  const { tokens, apiKey: apiKeys } = options;
  const runtime = where === 'local' ? await runtimeAt(url) : undefined;
  const credentials = async (players: readonly string[]): Promise<Credentials> => {
    if (tokens !== undefined) return tokensOf(tokens, apiKeys);
    if (runtime !== undefined) return localCredentials(url, players, apiKeys);
    return signedCredentials(stageNamed(options.stage), players, apiKeys, scheduler);
  };
  if (runtime !== undefined) {
    const pipeline = new LocalPipeline(url, runtime.stage, localMetricReader(runtime.awsUrl));
    return { pipeline, drain: LOCAL_DRAIN, credentials };
  }
  if (where === 'none') return { drain: LOCAL_DRAIN, credentials };
  const { name } = stageNamed(options.stage);
  return { pipeline: new AwsPipeline(sdkMetricReader(), name, types, scheduler), drain: AWS_DRAIN, credentials };
}

/** What the local runtime says of itself. @throws InputError where none answers */
async function runtimeAt(url: string): Promise<{ readonly stage: string; readonly awsUrl: string }> {
  const refused = (remedy: string): InputError =>
    new InputError({ input: '--url', received: url, allowed: 'the API of a local runtime', remedy });
  let response: Response;
  try {
    response = await fetch(`${url}/local/health`);
  } catch {
    throw refused('Start one with npm start -- --players 0, or give --start, which starts one for the run.');
  }
  if (response.ok) return (await response.json()) as { readonly stage: string; readonly awsUrl: string };
  throw refused('It answers, but is no local runtime: add --metrics aws or --metrics none.');
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
    remedy: 'Create it as an organiser from local/players/edinburgh.json, and name it.',
  });
}

function startRuntime({ start, url }: LoadCommandOptions, say: (text: string) => void) {
  if (url !== undefined) {
    throw new InputError({
      input: '--start',
      received: url,
      allowed: 'no --url beside it',
      remedy: 'Leave out one of the two: --start has a URL of its own.',
    });
  }
  const { name } = stageNamed(start === true || start === undefined ? 'dev' : start);
  say(`starting a local runtime of stage ${name}`);
  return startOwnRuntime(name);
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C ends the load and goes on to the account; a second one ends at once. */
function stopOnInterrupt(say: (text: string) => void): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    say('stopping: waiting for what is under way (Ctrl-C again ends at once)');
    controller.abort();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    end: () => {
      for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
    },
  };
}

function choice<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const chosen = choices.find((each) => each === text);
  if (chosen !== undefined) return chosen;
  throw new InputError({
    input: option,
    received: text,
    allowed: choices.join(', '),
    remedy: `Write for example ${option} ${choices[0]}.`,
  });
}
