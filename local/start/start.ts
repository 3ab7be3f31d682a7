import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../build/repository.ts';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../../build/synthesis/issuer.ts';
import { synthesizeInWorker } from '../../build/synthesis/synthesize-in-worker.ts';
import { userPath } from '../../build/user-path.ts';
import { stageNamed } from '../../catalog/stage-named.ts';
import type { GovernorMode } from '../../core/capacity/model/workload.ts';
import { InputError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { FaultStanding } from '../aws/runtime/faults/faults.ts';
import { checkPort } from '../aws/runtime/listen.ts';
import { AWS_DELAYS, NO_DELAYS } from '../aws/services/delays.ts';
import type { FaultSpec } from '../aws/services/faults/fault-spec.ts';
import { formatEnds } from './format-ends.ts';
import { formatLedger } from './format-ledger.ts';
import { watchSources } from './hot-reload/watch-sources.ts';
import { tokenSigner } from './issuer/token-signer.ts';
import { nextSteps } from './next-steps.ts';
import { openBrowser } from './open-browser.ts';
import { type HuntFile, parseHunt } from './players/hunt.ts';
import { type RunningPlayers, startPlayers } from './players/players.ts';
import { reportProgress } from './report-progress.ts';
import { startRuntime } from './runtime.ts';

const SHIPPED_HUNT = path.join(ROOT, 'local/start/players/edinburgh.json');
const TOKEN_SECONDS = 12 * 3_600;

export interface StartOptions {
  readonly stage: string;
  readonly port: number;
  readonly awsPort: number;
  readonly players: number;
  readonly hunt?: string;
  readonly poll: 'immediate' | 'aws';
  readonly governor?: GovernorMode;
  readonly seed?: number;
  readonly fault?: readonly FaultSpec[];
  /** Memory of the runtime's budget, in bytes. */
  readonly memoryBudget?: number;
  readonly watch: boolean;
  /** Opens the console in a browser. */
  readonly open: boolean;
  readonly verbose: boolean;
}

/** Synthesizes the stage, runs its template on loopback, starts the phones, and accounts for every event at the end. */
export async function start(options: StartOptions): Promise<void> {
  const named = stageNamed(options.stage);
  const { governor } = options;
  const stage = governor === undefined ? named : { ...named, governor };
  // By its name, so that a saved catalog/stages.ts has an effect; a governor of the command line is in no file.
  const synthesized = governor === undefined ? stage.name : stage;
  if (stage.authentication.developmentKeys !== true) {
    throw new InputError({
      input: '--stage',
      received: stage.name,
      allowed: 'a stage with authentication.developmentKeys',
      remedy: 'Run dev or load here; the players of this stage sign in at another issuer.',
    });
  }
  const hunt = readHunt(options.hunt);
  await checkPort(options.awsPort, '--aws-port');
  await checkPort(options.port, '--port');
  const scheduler = new RealScheduler();
  const seed = options.seed ?? scheduler.now() % 2 ** 31;
  const issuer = loadOrCreateIssuer(ISSUER_DIRECTORY);
  const token = tokenSigner(issuer, stage.authentication, scheduler, TOKEN_SECONDS);

  const assemblyDirectory = mkdtempSync(path.join(os.tmpdir(), 'cairn-'));
  process.once('exit', () => rmSync(assemblyDirectory, { recursive: true, force: true }));
  const sources = options.watch
    ? watchSources({
        repository: ROOT,
        directory: path.join(assemblyDirectory, 'reloaded'),
        synthesize: (directory) => synthesizeInWorker(synthesized, directory),
        scheduler,
        print: console.log,
      })
    : undefined;
  // After a failed start, the watch of the sources would keep the process alive.
  const closeSources = async (error: unknown): Promise<never> => {
    await sources?.close();
    throw error;
  };
  await synthesizeInWorker(synthesized, assemblyDirectory).catch(closeSources);

  let players: RunningPlayers | undefined;
  const runtime = await startRuntime({
    assemblyDirectory,
    port: options.port,
    awsPort: options.awsPort,
    poll: options.poll,
    // Who only tries the game does not wait; what a governor shows is what AWS would let it do.
    delays: (stage.governor ?? 'off') === 'off' ? NO_DELAYS : AWS_DELAYS,
    seed,
    ...(options.fault === undefined ? {} : { faults: options.fault }),
    onFault: (standing) => console.log(formatFault(standing)),
    onAlarm: ({ name, to, reason, description }) => console.log(`alarm ${to} ${name}: ${reason}. ${description}`),
    ...(options.memoryBudget === undefined ? {} : { memoryBytes: options.memoryBudget }),
    onMemory: console.log,
    onUnknownBus: (bus) =>
      console.log(`the event bus ${bus} does not exist: PutEvents accepts its events and loses them, as on AWS`),
    onKept: (ids) => console.log(`kept until npm start ends, because it still holds data: ${ids.join(', ')}`),
    signToken: ({ player, role }) => token(player, role),
    game: { players: () => players, hunt },
    ...(options.verbose ? { log: (name: string, output: string) => process.stdout.write(prefixed(name, output)) } : {}),
  }).catch(closeSources);
  const withoutEffect = Object.entries(runtime.stack.withoutEffect).map(([type, count]) => `${type} (${count})`);
  console.log(`resource types that do nothing here: ${withoutEffect.join(', ')}`);
  console.log(`ready ${runtime.url}`);
  console.log(nextSteps(runtime));
  if (options.open) openBrowser(`${runtime.url}/`, (line) => console.log(line));

  // Imported here and not at the top, because the schemas would delay the start.
  const { catalog } = await import('../../catalog/index.ts');
  const { looksOf } = await import('../../catalog/requests.ts');
  players = startPlayers({
    count: options.players,
    hunt,
    looks: looksOf(stage.reads),
    retired: catalog.filter(({ retired }) => retired).map(({ type }) => type),
    endpoint: runtime.url,
    apiKey: runtime.apiKey,
    token,
    scheduler,
    random: seededRandom(seed),
    log: console.log,
  });
  await sources?.reload(runtime, assemblyDirectory);
  const endProgress = reportProgress({
    scheduler,
    stats: () => runtime.stats(),
    ends: () => runtime.ends(),
    print: console.log,
  });

  await interrupted();
  endProgress();
  console.log('stopping: waiting for the events in flight (press Ctrl-C again to stop at once)');
  process.once('SIGINT', () => process.exit(130));
  await sources?.close();
  await players?.stop();
  const account = await runtime.drain();
  console.log([formatLedger(account), ...formatEnds(runtime.ends())].join('\n'));
  await runtime.close();
  process.exit(0);
}

function readHunt(file: string | undefined): HuntFile {
  try {
    return parseHunt(
      readFileSync(file === undefined ? SHIPPED_HUNT : userPath(file), 'utf8'),
      file ?? 'local/start/players/edinburgh.json',
    );
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({
      input: '--hunt',
      received: file,
      allowed: 'a hunt file that can be read',
      remedy: `${(error as Error).message}. Compare it with local/start/players/edinburgh.json.`,
    });
  }
}

function prefixed(name: string, output: string): string {
  return output.replaceAll(/^(?=.)/gm, `${name}: `);
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

/** Formats one line about a fault that begins or ends. */
function formatFault({ id, spec, state, struck, startsAt, endsAt }: FaultStanding): string {
  const { kind, target, probability } = spec;
  const name = `fault ${id} ${kind}${target === undefined ? '' : ` of ${target}`}`;
  if (state === 'ended') return `${name} ended; it took effect ${struck.toLocaleString('en-US')} times`;
  const end = endsAt === undefined ? 'until somebody removes it' : `for ${(endsAt - startsAt) / 1_000} s`;
  return `${name} begins: probability ${probability}, ${end}`;
}
