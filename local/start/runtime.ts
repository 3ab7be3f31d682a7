import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../aws/runtime/start-local-aws.ts';
import type { AlarmStanding } from '../aws/services/alarms/alarms.ts';
import { MemoryBudget, type MemoryFigures } from '../aws/services/memory/memory-budget.ts';
import { detailTypesOf } from '../aws/template/detail-types.ts';
import { drainLedger } from './drain.ts';
import { memoryLines } from './format-memory.ts';
import type { End } from './ledger/counts.ts';
import { EventLedger, type LedgerCounts } from './ledger/event-ledger.ts';
import { Measurements } from './measurements.ts';
import { defaultMemoryBytes } from './memory-default.ts';
import { watchQuarantine, watchTables } from './observe.ts';
import { type AlarmLine, LocalPages, type SignToken } from './pages/local-pages.ts';

export interface RuntimeOptions
  extends Omit<LocalAwsOptions, 'observers' | 'pages' | 'onServed' | 'isSettled' | 'memory'> {
  readonly signToken: SignToken;
  /** What may be held of what passes through the services. @default sized to the machine */
  readonly memoryBytes?: number;
  /** Takes a line when something is let go for the first time, and when the budget is full or has room again. @default nothing */
  readonly onMemory?: (line: string) => void;
}

/** A stack that runs on this machine, with the event ledger that accounts for each of its events. */
export interface Runtime extends Omit<LocalAws, 'front' | 'stageName'> {
  stats(): LedgerCounts;
  /** What the services hold of what passed through them, and what they let go. */
  memory(): RuntimeMemory;
  /** Events that ended otherwise than processed, and why. */
  ends(): readonly End[];
  /**
   * Accepts no further requests, waits until every event is accounted for, or `limitMs` is over, and returns the event ledger.
   * @param limitMs @default 30,000
   */
  drain(limitMs?: number): Promise<LedgerCounts>;
}

export interface RuntimeMemory extends MemoryFigures {
  /** The resident size of the process, its functions' threads included. */
  readonly processBytes: number;
  /** The tables' items: they are state, and never let go. */
  readonly tables: Readonly<Record<string, { readonly items: number; readonly bytes: number }>>;
}

/**
 * Runs a synthesized stack on this machine's loopback interface, watches what passes, and answers `/local/…`.
 * @throws InputError for a port that is taken, or a template that cannot be run
 */
export async function startRuntime(given: RuntimeOptions): Promise<Runtime> {
  const { signToken, memoryBytes = defaultMemoryBytes(), onMemory = () => {}, ...options } = given;
  const memory = new MemoryBudget(memoryBytes, memoryLines(onMemory));
  const settled = new Set<() => void>();
  const onSettled = (): void => {
    for (const listener of settled) listener();
  };
  const ledger = new EventLedger([], onSettled, memory);
  const measurements = new Measurements();
  const watchedQueues = new Set<string>();
  const watchedTables = new Set<string>();
  // Pages are asked while the stack is still being built.
  let local: LocalAws | undefined;
  const pages = new LocalPages({
    signToken,
    awsUrl: () => local?.awsUrl ?? '',
    stage: () => local?.stageName ?? '',
    apiKey: () => local?.apiKey ?? '',
    stats: () => ({ events: ledger.counts(), memory: memoryOf(memory, local) }),
    alarms: () => (local?.cloud.alarms.all() ?? []).map(alarmLine),
    measurements: () => measurements.all(),
    faults: () => local?.faults,
  });
  local = await startLocalAws({
    ...options,
    memory,
    pages,
    observers: {
      bus: ledger,
      gateway: ledger,
      mapping: {
        invoking: (records) => ledger.invoking(records),
        processed: (records) => ledger.processed(records),
        discarded: (batch, end) => ledger.discarded(batch, end),
        succeeded: (functionName, records, durationMs) => measurements.invoked(functionName, records, durationMs),
      },
    },
    onServed: (template, stack, cloud) => {
      ledger.addTypes(detailTypesOf(template));
      watchQuarantine(template, stack, cloud, ledger, watchedQueues);
      watchTables(template, stack, cloud, ledger, watchedTables);
    },
    isSettled: (types) => types.every((type) => ledger.isSettled(type)),
  });
  const { url, awsUrl, cloud, faults, front, update, close } = local;
  const running = local;
  return {
    url,
    awsUrl,
    get apiKey() {
      return running.apiKey;
    },
    get stack() {
      return running.stack;
    },
    cloud,
    faults,
    update,
    close,
    stats: () => ledger.counts(),
    memory: () => memoryOf(memory, running),
    ends: () => ledger.ends(),
    drain: (limitMs = 30_000) => drainLedger({ ledger, front, settled, scheduler: new RealScheduler(), limitMs }),
  };
}

function memoryOf(memory: MemoryBudget, local: LocalAws | undefined): RuntimeMemory {
  const tables = (local?.cloud.tables.all() ?? []).map(({ settings, itemCount, bytes }) => {
    return [settings.name, { items: itemCount, bytes }] as const;
  });
  return { processBytes: process.memoryUsage.rss(), ...memory.figures(), tables: Object.fromEntries(tables) };
}

function alarmLine({ alarm, state, since, reason }: AlarmStanding): AlarmLine {
  const { name, description } = 'settings' in alarm ? alarm.settings : alarm;
  return { name, state, since: new Date(since).toISOString(), reason, description };
}
