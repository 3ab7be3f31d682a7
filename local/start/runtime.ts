import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../aws/runtime/start-local-aws.ts';
import { type Alarms, settingsOf } from '../aws/services/alarms/alarms.ts';
import { MemoryBudget } from '../aws/services/memory/memory-budget.ts';
import { detailTypesOf } from '../aws/template/detail-types.ts';
import { Console, type ConsoleGame } from './console/console.ts';
import { GovernorWatch, governorModeOf } from './console/governor-watch.ts';
import { drainLedger } from './drain.ts';
import { memoryLines } from './format-memory.ts';
import { EventJournal } from './journal/event-journal.ts';
import { withJournal } from './journal/observe-journey.ts';
import type { End } from './ledger/counts.ts';
import { EventLedger, type LedgerCounts } from './ledger/event-ledger.ts';
import { Measurements } from './measurements.ts';
import { defaultMemoryBytes } from './memory-default.ts';
import { watchQuarantine, watchTables } from './observe.ts';
import {
  type AlarmLine,
  LocalPages,
  type MappingLine,
  type ResourceLine,
  type SignToken,
} from './pages/local-pages.ts';
import { memoryOf, type RuntimeMemory } from './runtime-memory.ts';

/** No phones and no hunt of this process. */
const NO_GAME: ConsoleGame = { players: () => undefined };

export interface RuntimeOptions
  extends Omit<LocalAwsOptions, 'observers' | 'pages' | 'onServed' | 'isSettled' | 'memory'> {
  readonly signToken: SignToken;
  /** What plays on the chain, for the console. @default nothing */
  readonly game?: ConsoleGame;
  /** Memory for the services' history and the waiting data. @default depends on the machine */
  readonly memoryBytes?: number;
  /**
   * Called with a line when something is dropped for the first time, and when the budget is full or has room again.
   * @default nothing
   */
  readonly onMemory?: (line: string) => void;
}

/** Of the memory budget: 64 MiB of 512. */
const JOURNAL_SHARE = 1 / 8;

/** A stack that runs on this machine, with the event ledger that accounts for each event. */
export interface Runtime extends Omit<LocalAws, 'front' | 'stageName'> {
  stats(): LedgerCounts;
  /** Memory that the services use, and what they dropped. */
  memory(): RuntimeMemory;
  /** Events that were not processed, with their reasons. */
  ends(): readonly End[];
  /**
   * Accepts no further requests, waits until every event is accounted for, or for `limitMs`, and returns the event
   * ledger.
   * @param limitMs @default 30,000
   */
  drain(limitMs?: number): Promise<LedgerCounts>;
}

/**
 * Runs a synthesized stack on this machine's loopback interface, watches its events, and answers `/local/…`.
 * @throws InputError for a port that is in use, or a template that cannot run
 */
export async function startRuntime(given: RuntimeOptions): Promise<Runtime> {
  const { signToken, memoryBytes = defaultMemoryBytes(), onMemory = () => {}, game = NO_GAME, ...options } = given;
  const scheduler = new RealScheduler();
  const startedAt = scheduler.now();
  let updatedAt: number | undefined;
  const memory = new MemoryBudget(memoryBytes, memoryLines(onMemory));
  const settled = new Set<() => void>();
  const onSettled = (): void => {
    for (const listener of settled) listener();
  };
  const ledger = new EventLedger([], onSettled, memory);
  const measurements = new Measurements();
  const governor = new GovernorWatch();
  const journal = new EventJournal(scheduler, memory.share('journal of events', JOURNAL_SHARE));
  let resources: readonly ResourceLine[] = [];
  const watchedQueues = new Set<string>();
  const watchedTables = new Set<string>();
  // The pages answer while the stack is still starting.
  let local: LocalAws | undefined;
  const pages = new LocalPages({
    console: new Console({
      scheduler,
      startedAt,
      journal,
      game,
      governor,
      chain: () => local,
      ledger: () => ledger.counts(),
    }),
    signToken,
    awsUrl: () => local?.awsUrl ?? '',
    stage: () => local?.stageName ?? '',
    apiKey: () => local?.apiKey ?? '',
    stats: () => ({ events: ledger.counts(), ends: ledger.ends(), memory: memoryOf(memory, local) }),
    chain: () => ({
      startedAt: new Date(startedAt).toISOString(),
      ...(updatedAt !== undefined && { updatedAt: new Date(updatedAt).toISOString() }),
      mappings: mappingLines(local?.cloud.mappings ?? []),
    }),
    resources: () => resources,
    alarms: () => alarmLines(local?.cloud.alarms),
    measurements: () => measurements.all(),
    journey: (id) => journal.journeyOf(id),
    faults: () => local?.faults,
    metrics: () => (local === undefined ? undefined : exported(local)),
  });
  const exported = async ({ cloud, faults }: LocalAws): Promise<string> => {
    // Loaded by the first scrape: most runs have none.
    const { metricsText } = await import('./exporter/exporter.ts');
    const figures = {
      events: ledger.counts(),
      memory: memoryOf(memory, local),
      alarms: cloud.alarms.all(),
      faults: faults.list(),
    };
    return metricsText(cloud, figures, cloud.scheduler.now());
  };
  const observers = withJournal(
    {
      bus: ledger,
      gateway: ledger,
      mapping: {
        invoking: (records) => ledger.invoking(records),
        processed: (records) => ledger.processed(records),
        discarded: (batch, end) => ledger.discarded(batch, end),
        succeeded: (functionName, records, durationMs) => measurements.invoked(functionName, records, durationMs),
      },
    },
    journal,
  );
  local = await startLocalAws({
    ...options,
    memory,
    pages,
    observers: {
      ...observers,
      bus: {
        ...observers.bus,
        published(entry) {
          governor.published(entry, scheduler.now());
          return observers.bus.published(entry);
        },
      },
    },
    log: (functionName, output) => {
      journal.wrote(functionName, output);
      options.log?.(functionName, output);
    },
    onServed: (template, stack, cloud) => {
      resources = [...template.resources].flatMap(([logicalId, { type }]) => {
        const physicalId = stack.resources.get(logicalId);
        return physicalId === undefined ? [] : [{ logicalId, type, physicalId }];
      });
      governor.mode = governorModeOf(template);
      ledger.addTypes(detailTypesOf(template));
      watchQuarantine(template, stack, cloud, ledger, watchedQueues);
      watchTables(template, stack, cloud, ledger, watchedTables);
    },
    isSettled: (types) => types.every((type) => ledger.isSettled(type)),
  });
  const { url, awsUrl, cloud, faults, front, close } = local;
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
    async update(change) {
      const report = await running.update(change);
      if (report.refusals.length === 0) updatedAt = scheduler.now();
      return report;
    },
    close,
    stats: () => ledger.counts(),
    memory: () => memoryOf(memory, running),
    ends: () => ledger.ends(),
    drain: (limitMs = 30_000) => drainLedger({ ledger, front, settled, scheduler, limitMs }),
  };
}

function mappingLines(mappings: LocalAws['cloud']['mappings']): MappingLine[] {
  return mappings.map((mapping) => ({
    functionName: mapping.settings.functionName,
    stream: mapping.settings.streamArn.split('/').at(-1) ?? '',
    enabled: mapping.enabled,
    oldestMs: mapping.iteratorAgeMs(),
  }));
}

/** What `/local/alarms` shows. */
export function alarmLines(alarms: Alarms | undefined): AlarmLine[] {
  const messages = alarms?.messages() ?? [];
  return (alarms?.all() ?? []).map(({ alarm, state, since, reason }) => {
    const { name, description } = settingsOf(alarm);
    const sent = messages.filter((message) => message.alarm === name);
    return {
      name,
      state,
      since: new Date(since).toISOString(),
      reason,
      description,
      messages: sent.map(({ at, alarm: _, ...message }) => ({ at: new Date(at).toISOString(), ...message })),
    };
  });
}
