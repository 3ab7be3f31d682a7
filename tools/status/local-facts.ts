import { pascalName } from '../../catalog/names.ts';
import { withCauses } from '../../core/errors.ts';
import type { End } from '../../local/start/ledger/counts.ts';
import type { LedgerCounts } from '../../local/start/ledger/event-ledger.ts';
import type { AlarmLine, ChainLine, ResourceLine } from '../../local/start/pages/local-pages.ts';
import type { MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { ReadPage } from '../shared/read-local-page.ts';
import type { Backlog, DeadLetters, StageFacts } from './facts.ts';
import type { ReadGovernor } from './governor.ts';
import { readHopTimes } from './read-hop-times.ts';
import { readTraffic } from './read-traffic.ts';

export interface LocalHealth {
  readonly stage: string;
  readonly awsUrl: string;
}

/** Reads the running local runtime. @param types event types of its stage */
export async function localFacts(
  read: ReadPage,
  { stage, awsUrl }: LocalHealth,
  types: readonly string[],
  metricsAt: (awsUrl: string) => MetricReader,
  governorAt: (awsUrl: string) => ReadGovernor,
  now: number,
): Promise<Omit<StageFacts, 'source'>> {
  const { startedAt, updatedAt, mappings } = await read<ChainLine>('/local/chain');
  const metrics = metricsAt(awsUrl);
  const gaps: string[] = [];
  const [{ events, ends }, alarms, traffic, hopTimes, governor] = await Promise.all([
    read<{ readonly events: LedgerCounts; readonly ends: readonly End[] }>('/local/stats'),
    read<readonly AlarmLine[]>('/local/alarms'),
    readTraffic(metrics, stage, types, now, Date.parse(startedAt)),
    read<readonly ResourceLine[]>('/local/resources').then((resources) =>
      readHopTimes(metrics, stage, { resources }, types, now),
    ),
    // Its memory is in the table, which may be what is in trouble.
    governorAt(awsUrl)().catch((error: unknown) => {
      gaps.push(`the governor’s memory could not be read: ${withCauses(error)}`);
      return [];
    }),
  ]);
  const backlogOf = (type: string): Backlog => {
    const mapping = mappings.find(({ stream }) => stream.includes(`-${pascalName(type)}Stream`));
    return {
      events: events[type]?.inFlight ?? 0,
      isCounted: true,
      oldestSeconds: (mapping?.oldestMs ?? 0) / 1_000,
      reads: mapping?.enabled ?? false,
    };
  };
  return {
    deployment: {
      at: Date.parse(updatedAt ?? startedAt),
      state: updatedAt === undefined ? 'npm start' : 'a saved file',
    },
    alarms: alarms
      .filter(({ state }) => state === 'ALARM')
      .map(({ name, since, reason }) => ({ name, since: Date.parse(since), reason })),
    backlogs: Object.fromEntries(types.map((type) => [type, backlogOf(type)])),
    traffic,
    hopTimes,
    deadLetters: ends.map(
      ({ type, fate, reason, events: count }): DeadLetters => ({ type, place: PLACES[fate], cause: reason, count }),
    ),
    governor,
    gaps,
  };
}

const PLACES: Readonly<Record<End['fate'], string>> = {
  quarantined: 'quarantine',
  deadLettered: 'dead letters of rule or mapping',
  unrouted: 'unrouted queue',
};
