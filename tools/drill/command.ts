import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { ROOT } from '../../build/repository.ts';
import { synthesizeInWorker } from '../../build/synthesis/synthesize-in-worker.ts';
import { chainNamed } from '../../catalog/chain-named.ts';
import { closest } from '../../core/closest.ts';
import { InputError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { type Assembly, loadAssembly } from '../../local/aws/template/load.ts';
import { withBlocks } from '../shared/generated-blocks.ts';
import { shownId } from '../shared/runbook-alarms.ts';
import { alarmsOf, type DrillReport, drill, isGood, isNamed, monitoringOfChain } from './drill.ts';
import { type DrilledChains, drilledChains, PEAK } from './drilled-stage.ts';
import { liveDrill } from './live/live-drill.ts';
import { purgeQuarantine } from './live/purge-quarantine.ts';
import type { DrilledChain } from './stage/drill-stage.ts';
import { actTable, drillTable, drillText, PAGE } from './text.ts';

export interface DrillSeams {
  readonly print: (text: string) => void;
  /** Where progress goes, so that `--json` prints nothing else. */
  readonly report: (text: string) => void;
  readonly assemblyOf: (chain: DrilledChain) => Promise<Assembly>;
}

interface Options {
  readonly stage: string;
  readonly only?: readonly string[];
  readonly live?: true;
  readonly url: string;
  readonly docs?: true;
  readonly json?: true;
}

const SEAMS: DrillSeams = { print: console.log, report: console.error, assemblyOf: synthesized };
const DOCUMENTED_STAGE = 'prod';

/** `npm run cairn -- drill [--only Behind] [--json]`: shows that each alarm is raised by its cause, and by nothing else. */
export function command({ print, report, assemblyOf }: DrillSeams = SEAMS): Command {
  return new Command('drill')
    .description(
      'raises each alarm of a stage by its cause on the service models in virtual time, heals it, and shows how long all of it takes',
    )
    .option(
      '--stage <name>',
      `a stage of catalog/stages.ts; its traffic is reduced to ${PEAK} events/s`,
      DOCUMENTED_STAGE,
    )
    .option('--only <alarms...>', 'alarms as runbooks write them, such as Behind or Api/Latency (default: all)')
    .option('--live', 'raises one alarm a service on the running local runtime: about 10 minutes')
    .option('--url <url>', 'the URL of the local runtime, for --live', 'http://127.0.0.1:3000')
    .option('--docs', `writes the table into ${PAGE}`)
    .option('--json', 'prints what was found as JSON')
    .action(async ({ stage, only, live, url, docs, json }: Options) => {
      checkTogether({ stage, only, live, docs });
      const progress = (what: string): void => report(`${what} …`);
      const found = live === true ? await drillLive(url, progress) : await drillVirtually(stage, only, progress);
      print(json === true ? JSON.stringify(found, null, 2) : drillText(found, only !== undefined || live === true));
      if (!isGood(found)) process.exitCode = 1;
      else if (docs === true) writeTable(found);
    });

  async function drillVirtually(
    stage: string,
    only: readonly string[] | undefined,
    progress: (what: string) => void,
  ): Promise<DrillReport> {
    const chains = drilledChains(stage);
    if (only !== undefined) checkNames(only, chains);
    const { chain, acting, whole } = chains;
    const assembled = async (other: DrilledChain) => ({ chain: other, assembly: await assemblyOf(other) });
    return drill({
      ...(await assembled(chain)),
      progress,
      ...(acting !== undefined && isNeeded(acting, only, chain) && { acting: await assembled(acting) }),
      ...(whole !== undefined && isNeeded(whole, only, chain) && { whole: await assembled(whole) }),
      ...(only !== undefined && { only }),
    });
  }
}

async function drillLive(url: string, progress: (what: string) => void): Promise<DrillReport> {
  const scheduler = new RealScheduler();
  const random = seededRandom(scheduler.now() % 2 ** 31);
  const ports = { url, send: fetch, scheduler, random, purge: purgeQuarantine, progress };
  const alarms = await liveDrill(ports, (stage) => monitoringOfChain(chainNamed(stage)));
  return { alarms, acts: [], silentComposites: [], unrest: [], leftOut: [] };
}

async function synthesized({ stage }: DrilledChain): Promise<Assembly> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-drill-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return loadAssembly(await synthesizeInWorker(stage, directory));
}

function writeTable({ alarms, acts }: DrillReport): void {
  const file = path.join(ROOT, PAGE);
  const blocks = { drill: drillTable(alarms), acts: actTable(acts) };
  writeFileSync(file, withBlocks(readFileSync(file, 'utf8'), blocks));
}

function checkTogether({ stage, only, live, docs }: Pick<Options, 'stage' | 'only' | 'live' | 'docs'>): void {
  const isPart = only !== undefined || live === true;
  if (only !== undefined && live === true) {
    throw new InputError({
      input: '--only',
      received: only,
      allowed: 'a drill in virtual time',
      remedy: 'Leave out --live, or --only: the live drill always raises one alarm a service.',
    });
  }
  if (docs !== true || (!isPart && stage === DOCUMENTED_STAGE)) return;
  throw new InputError({
    input: '--docs',
    received: isPart ? 'a drill of some alarms' : `stage ${stage}`,
    allowed: `a drill of all alarms of stage ${DOCUMENTED_STAGE}`,
    remedy: 'Run npm run cairn -- drill --docs.',
  });
}

/** Whether some of the alarms are asked for that the other stage has and the first one does not. */
function isNeeded(other: DrilledChain, only: readonly string[] | undefined, chain: DrilledChain): boolean {
  const known = new Set(monitoringOfChain(chain).alarms.map(({ id }) => id));
  const more = monitoringOfChain(other).alarms.filter(({ id }) => !known.has(id));
  return only === undefined || more.some((alarm) => isNamed(alarm, only));
}

/** @throws InputError for a name that is none of an alarm */
function checkNames(names: readonly string[], chains: DrilledChains): void {
  const alarms = alarmsOf(chains);
  for (const name of names) {
    if (alarms.some((alarm) => isNamed(alarm, [name]))) continue;
    const shown = [...new Set(alarms.map(shownId))];
    const near = closest(name, [...shown, ...alarms.map(({ id }) => id)]);
    throw new InputError({
      input: '--only',
      received: name,
      allowed: `an alarm of stage ${chains.chain.stage.name}: ${shown.join(', ')}`,
      remedy: near === undefined ? 'Write it as the runbooks do.' : `Did you mean "${near}"?`,
    });
  }
}
