import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../../build/synthesis/issuer.ts';
import { synthesizeInWorker } from '../../build/synthesis/synthesize-in-worker.ts';
import { catalog } from '../../catalog/index.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { peakOf } from '../../core/capacity/model/workload.ts';
import { typeTopology } from '../../core/chain/type-topology.ts';
import { seededRandom } from '../../core/random.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { ClosableScheduler } from '../../local/aws/runtime/closable-scheduler.ts';
import { tokenSigner } from '../../local/start/issuer/token-signer.ts';
import { type Runtime, startRuntime } from '../../local/start/runtime.ts';
import { createHunt, huntNamed, loadHunt } from '../shared/load/create-hunt.ts';
import { localCredentials } from '../shared/load/credentials.ts';
import type { Phone } from '../shared/load/fleet.ts';
import type { Interval, LoadReport } from '../shared/load/load-report.ts';
import { mixOf } from '../shared/load/mix.ts';
import { runLoad } from '../shared/load/run-load.ts';
import { startBrokerServer } from './broker-server.ts';
import { heldHandlers, type PaceOf } from './held-handlers.ts';
import { compareAccounts, faultsOf, type IncidentAccount, MODES, type Mode } from './incident-account.ts';

const PHONES = 500;
/**
 * Size of a phone's offline batch. At the post-mortem's rate this gives a hundred requests a second, which two cores
 * carry.
 */
const EVENTS_PER_REQUEST = 100;
/** Capacity of the seed's broker, in messages; its configuration template gives no reason. */
const BROKER_CAPACITY = 10_000;
const BROKER_HANDLERS = 16;
const MAX_ENVIRONMENTS = 2;
const HUNT = huntNamed('incident');
const PROGRESS_SECONDS = 10;
export interface IncidentOptions {
  /** If left out, all modes run one after the other. */
  readonly mode?: Mode;
  readonly seconds: number;
  readonly rate: number;
  readonly handled: number;
  readonly seed: number;
}

/** Without a warm-up, the run would measure cold starts instead of the chain. */
const WARM_UP_SHARE = 1 / 12;

/**
 * Runs the modes and prints their accounts side by side. Returns the exit code: 0 if each mode showed what it should.
 */
export async function incident(options: IncidentOptions): Promise<number> {
  const accounts: IncidentAccount[] = [];
  for (const mode of options.mode === undefined ? MODES : [options.mode]) {
    console.log(
      `${mode}: ${options.rate} events/s in requests of ${EVENTS_PER_REQUEST} for ${options.seconds} s${mode === 'planned' ? '' : `, handlers at ${options.handled} events/s`}`,
    );
    accounts.push(mode === 'before' ? await before(options) : await chain(mode, options));
  }
  console.log(`\n${compareAccounts(accounts)}`);
  const faults = accounts.flatMap(faultsOf);
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}

/**
 * The post-mortem: one bounded broker for all types, in front of handlers that process a fifth of the offered events.
 */
async function before(options: IncidentOptions): Promise<IncidentAccount> {
  const random = seededRandom(options.seed);
  const scheduler = new ClosableScheduler(new RealScheduler());
  const meanMs = (BROKER_HANDLERS / options.handled) * 1_000;
  const broker = await startBrokerServer(
    { capacity: BROKER_CAPACITY, handlers: BROKER_HANDLERS, serviceMs: () => -Math.log(1 - random.unit()) * meanMs },
    scheduler,
  );
  try {
    const phones: Phone[] = [{ token: 'none', apiKey: 'none' }];
    const report = await offer(broker.url, phones, options, () => {
      const { processed, waiting, refused } = broker.standing();
      return { processed, waiting, refused };
    });
    const { accepted, processed, waiting, oldestWaitMs } = broker.standing();
    return {
      ...answersOf('before', report),
      processed,
      waiting,
      oldestWaitMs,
      alarms: [],
      lost: accepted - processed - waiting,
    };
  } finally {
    // The events waiting in the broker would take as long again to handle.
    scheduler.close();
    await broker.close();
  }
}

/** The same traffic on the whole chain, with a template sized for the rate; `unsized` slows the handlers down. */
async function chain(mode: Exclude<Mode, 'before'>, options: IncidentOptions): Promise<IncidentAccount> {
  const stage = stageFor(options.rate);
  const directory = mkdtempSync(path.join(tmpdir(), 'cairn-incident-'));
  const issuer = loadOrCreateIssuer(ISSUER_DIRECTORY);
  const sign = tokenSigner(issuer, stage.authentication, new RealScheduler(), 4 * 3_600);
  const wentOff = new Set<string>();
  const runtime = await startRuntime({
    assemblyDirectory: await synthesizeInWorker(stage, directory),
    port: 0,
    awsPort: 0,
    poll: 'immediate',
    seed: options.seed,
    maxEnvironments: MAX_ENVIRONMENTS,
    signToken: ({ player, role }) => sign(player, role),
    onAlarm: ({ name, to, reason }) => {
      if (to !== 'ALARM') return;
      wentOff.add(name.replace(/^cairn-incident-/, ''));
      console.log(`  alarm ${name}: ${reason}`);
    },
  });
  try {
    if (mode === 'unsized') runtime.cloud.functions.fault = heldHandlers(paces(stage, options.handled));
    const players = Array.from({ length: PHONES }, (_, index) => `player-${index}`);
    const { phones, organiser } = await localCredentials(runtime.url, players, []);
    if (organiser === undefined) throw new Error('the local runtime signs for organisers');
    await createHunt(runtime.url, HUNT, organiser, new RealScheduler());
    const report = await offer(runtime.url, phones, options, () => {
      const { processed, inFlight } = totals(runtime);
      return { processed, waiting: inFlight, oldestWaitMs: oldestWaitMs(runtime) };
    });
    const { accepted, processed, inFlight, kept } = totals(runtime);
    return {
      ...answersOf(mode, report),
      processed,
      waiting: inFlight,
      oldestWaitMs: oldestWaitMs(runtime),
      alarms: [...wentOff].sort(),
      // Also counts as lost: events that a phone was told were accepted but that the ledger does not have.
      lost: accepted - processed - inFlight - kept + Math.max(0, report.events.accepted - accepted),
    };
  } finally {
    await runtime.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** prod, sized for the rate, and with the development keys that this machine can sign for. */
function stageFor(rate: number): StageConfig {
  const peak = catalog.reduce((sum, type) => sum + peakOf(type), 0);
  const trafficScale = rate / peak;
  const requests = Math.ceil(stages.prod.throttle.requestsPerSecond * trafficScale);
  return {
    ...stages.prod,
    name: 'incident',
    trafficScale,
    throttle: { requestsPerSecond: requests, burst: requests },
    authentication: stages.dev.authentication,
    retainState: false,
    waf: false,
  };
}

/** Of each type's handlers together its share of `handled`, over the environments that its batches can have at once. */
function paces(stage: StageConfig, handled: number): PaceOf {
  const shares = new Map(mixOf(catalog).map(({ type, share }) => [type, share]));
  const byType = new Map(
    catalog.map((definition) => {
      const { stream, mapping, handler } = typeTopology(definition, stage);
      const atOnce = Math.min(
        MAX_ENVIRONMENTS,
        handler.reservedConcurrency.value ?? MAX_ENVIRONMENTS,
        stream.shards.value * mapping.parallelizationFactor.value,
      );
      return [definition.type, (handled * (shares.get(definition.type) ?? 0)) / atOnce];
    }),
  );
  return (type) => byType.get(type);
}

/** Runs the load, and prints a line of progress now and then. */
function offer(
  url: string,
  phones: readonly Phone[],
  { rate, seconds, seed }: IncidentOptions,
  standing: () => Readonly<Record<string, number>>,
): Promise<LoadReport> {
  const progress = ({ seconds: at, sent }: Interval): void => {
    if (Math.round(at) % PROGRESS_SECONDS !== 0) return;
    const now = Object.entries(standing()).map(
      ([name, value]) => `${name} ${Math.round(value).toLocaleString('en-US')}`,
    );
    console.log(`  ${String(Math.round(at)).padStart(4)} s: ${sent} sent in this interval; ${now.join(', ')}`);
  };
  return runLoad(
    {
      url,
      phones,
      hunt: loadHunt(HUNT),
      templates: catalog.map(({ type, example, traffic }) => ({ type, example, meanBytes: traffic.meanBytes })),
      mix: mixOf(catalog),
      segments: [
        { seconds: seconds * WARM_UP_SHARE, from: 0, to: rate },
        { seconds, from: rate, to: rate },
      ],
      batch: { kind: 'mixed', low: EVENTS_PER_REQUEST, high: EVENTS_PER_REQUEST },
      seed,
    },
    { onInterval: progress },
  );
}

type Answers = Pick<
  IncidentAccount,
  'mode' | 'seconds' | 'sent' | 'accepted' | 'refused' | 'throttled' | 'otherwise' | 'answerP50Ms' | 'answerP99Ms'
>;

function answersOf(mode: Mode, { events, codes, latencyMs, seconds }: LoadReport): Answers {
  // After a 503, the generator has no answer for any of the request's events, as the players had none.
  const refused = codes.broker_full ?? 0;
  const throttled = events.throttled + events.shed;
  return {
    mode,
    seconds,
    sent: events.sent,
    accepted: events.accepted,
    refused,
    throttled,
    otherwise: events.rejected + events.unanswered - refused,
    answerP50Ms: latencyMs.p50,
    answerP99Ms: latencyMs.p99,
  };
}

function totals(runtime: Runtime) {
  const sum = { accepted: 0, processed: 0, inFlight: 0, kept: 0 };
  for (const counts of Object.values(runtime.stats())) {
    sum.accepted += counts.accepted;
    sum.processed += counts.processed;
    sum.inFlight += counts.inFlight;
    sum.kept += counts.deadLettered + counts.quarantined + counts.unrouted;
  }
  return sum;
}

function oldestWaitMs({ cloud }: Runtime): number {
  return Math.max(0, ...cloud.mappings.map((mapping) => mapping.iteratorAgeMs()));
}
