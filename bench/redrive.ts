import { spawn } from 'node:child_process';
import { locationPinged } from '../catalog/location-pinged.ts';
import { EVENT_SOURCE } from '../core/chain/bus-entry-source.ts';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import { type Scheduler, sleep } from '../core/scheduler/scheduler.ts';
import { parseFault } from '../local/aws/services/faults/fault-spec.ts';
import { tableOperations } from '../local/aws/services/table/operations.ts';
import type { Runtime } from '../local/start/runtime.ts';
import type { LoadResult } from '../tools/load/load-result.ts';
import { huntNamed } from '../tools/shared/load/create-hunt.ts';
import { phonesOf } from './chain.ts';
import { withRuntime } from './with-runtime.ts';

export interface RedriveRun {
  readonly letters: number;
  /** Of live traffic, in requests of 100. */
  readonly eventsPerSecond: number;
  /** Of live traffic alone, before the redrive. */
  readonly baselineSeconds: number;
}

export interface RedriveFigures {
  readonly letters: number;
  /** The command's own account. */
  readonly account: string;
  /** Dead letters that are still in the queue. */
  readonly remaining: number;
  /** Players whose position the table has: one for each dead letter, once. */
  readonly effects: number;
  readonly seconds: number;
  readonly answerP99Ms: string;
  /** Of the types that are not redriven: a redriven event's own latency is as long as it was dead. */
  readonly effectP99Ms: string;
  /** Percent by which the live p99 rose. */
  readonly answerRise: number;
  readonly effectRise: number;
  readonly unaccounted: number | null;
}

const STAGE = 'load';
const { huntId: HUNT } = huntNamed('benchmark');
const PLAYER = 'dead-letter-';
const WARM_UP_SECONDS = 20;
const MINUTE_MS = 60_000;
/** Live traffic ends after the redrive, whose length is not known before. */
const SLICE_SECONDS = 60;
const ENTRIES_A_TURN = 200;

/** Dead letters of a rule redriven by the command, in a process of its own, while live traffic runs. */
export function benchRedrive({ letters, eventsPerSecond, baselineSeconds }: RedriveRun): Promise<RedriveFigures> {
  return withRuntime({ stage: STAGE, poll: 'immediate' }, async ({ runtime }) => {
    const scheduler = new RealScheduler();
    const perform = await phonesOf(runtime, STAGE, 100);
    await perform(eventsPerSecond, WARM_UP_SECONDS);
    await addDeadLetters(runtime, letters, scheduler);
    const untilMinute = () => sleep(scheduler, MINUTE_MS - (scheduler.now() % MINUTE_MS));
    await untilMinute();
    const before = await perform(eventsPerSecond, baselineSeconds);
    await untilMinute();
    const began = scheduler.now();
    let seconds = 0;
    const redriven = runCommand(runtime.url).then((command) => {
      seconds = Math.round((scheduler.now() - began) / 1_000);
      return command;
    });
    const during: LoadResult[] = [];
    while (seconds === 0) during.push(await perform(eventsPerSecond, SLICE_SECONDS));
    const account = await redriven;
    await drained(runtime, scheduler);
    const effects = positionsOf(runtime);
    if (effects !== letters) throw new Error(`${effects} effects of ${letters} dead letters; the command: ${account}`);
    const answers = during.map(({ load }) => load.latencyMs.p99);
    const [answerBefore, answerDuring] = [before.load.latencyMs.p99, mean(answers)];
    const [effectBefore, effectDuring] = [effectP99(before), mean(during.map(effectP99))];
    return {
      letters,
      account,
      remaining: queueOf(runtime).counts().visible + queueOf(runtime).counts().notVisible,
      effects,
      seconds,
      answerP99Ms: `${Math.round(answerBefore)} → ${answers.map(Math.round).join(', ')}`,
      effectP99Ms: `${Math.round(effectBefore)} → ${Math.round(effectDuring)}`,
      answerRise: percent(answerBefore, answerDuring),
      effectRise: percent(effectBefore, effectDuring),
      unaccounted: during.at(-1)?.ledger.unaccounted ?? null,
    };
  });
}

/** Events that the bus could not deliver, each of another player, as EventBridge gives them up. */
async function addDeadLetters(runtime: Runtime, letters: number, scheduler: Scheduler): Promise<void> {
  const [bus] = runtime.cloud.buses.all();
  if (bus === undefined) throw new Error('the stage has no bus');
  runtime.faults.add(parseFault(`target-denied,target=${locationPinged.type}`, 'bench'));
  for (let index = 0; index < letters; index += 1) {
    const playerId = `${PLAYER}${index}`;
    const event = {
      id: `dead-letter-event-${index}`,
      type: locationPinged.type,
      version: locationPinged.version,
      occurredAt: new Date(scheduler.now()).toISOString(),
      receivedAt: new Date(scheduler.now()).toISOString(),
      index: 0,
      playerId,
      data: { ...(locationPinged.example as object), huntId: HUNT },
    };
    const detail = { partitionKey: playerId, events: [event] };
    bus.put({
      source: EVENT_SOURCE,
      detailType: locationPinged.type,
      detailText: JSON.stringify(detail),
      detail,
      resources: [],
      eventBusName: bus.name,
      time: undefined,
    });
    if (index % ENTRIES_A_TURN === 0) await sleep(scheduler, 0);
  }
  while (queueOf(runtime).counts().visible < letters) await sleep(scheduler, 100);
  runtime.faults.removeAll();
}

function queueOf({ cloud }: Runtime) {
  const queue = cloud.queues.all().find(({ settings }) => settings.name.includes('LocationPingedRuleFailures'));
  if (queue === undefined) throw new Error('the stage has no dead-letter queue of location.pinged');
  return queue;
}

function runCommand(url: string): Promise<string> {
  const args = ['bin/node24.mjs', 'bin/cairn.ts', 'dead-letters', 'redrive', '--place', 'rule', '--url', url];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stderr.write(chunk);
    });
    child.on('error', reject);
    child.on('close', () => {
      const account = output.split('\n').find((line) => line.startsWith('read '));
      if (account === undefined) reject(new Error(`the command ended without an account: ${output}`));
      else resolve(account);
    });
  });
}

/** Positions of the dead letters' players. */
function positionsOf({ cloud }: Runtime): number {
  const [table] = cloud.tables.all();
  const { Scan } = tableOperations(cloud.tables);
  let found = 0;
  let from: unknown;
  do {
    const page = Scan({ TableName: table?.settings.name, ...(from !== undefined && { ExclusiveStartKey: from }) });
    const { Items, LastEvaluatedKey } = page as {
      readonly Items: readonly { readonly pk: { readonly S?: string } }[];
      readonly LastEvaluatedKey?: unknown;
    };
    found += Items.filter(({ pk }) => pk.S?.includes(PLAYER)).length;
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

async function drained(runtime: Runtime, scheduler: Scheduler): Promise<void> {
  for (let waited = 0; waited < 600; waited += 1) {
    if (runtime.cloud.mappings.every((mapping) => mapping.iteratorAgeMs() === 0)) return;
    await sleep(scheduler, 100);
  }
}

function effectP99({ endToEnd }: LoadResult): number {
  const others = Object.entries(endToEnd).filter(([type]) => type !== locationPinged.type);
  return Math.max(...others.map(([, { p99Ms }]) => p99Ms));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function percent(from: number, to: number): number {
  return Math.round((to / from - 1) * 100);
}
