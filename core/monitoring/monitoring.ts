import { type AlarmPack, accountConcurrencyOf, type ChainStage } from '../capacity/model/workload.ts';
import { API_FUNCTIONS, type ApiFunction } from '../chain/functions.ts';
import { setting } from '../chain/setting.ts';
import type { ChainTopology } from '../chain/topology.ts';
import { hasMappingMetrics } from '../region-gaps.ts';
import { round } from '../round.ts';
import { type AlarmDefinition, alarm, type CompositeDefinition, SEVERITIES, type Severity } from './alarm.ts';
import { apiAlarms, SILENCE } from './api-alarms.ts';
import { busAlarms } from './bus-alarms.ts';
import { eventChainAlarms, placeOf } from './event-chain-alarms.ts';
import { functionAlarms } from './function-alarms.ts';
import { governorAlarms } from './governor-alarms.ts';
import { objectiveAlarms } from './objective-alarms.ts';
import { queueAlarms } from './queue-alarms.ts';
import { metricsOf } from './signal.ts';
import { tableAlarms } from './table-alarms.ts';

/** Everything that watches a stage, as plain data: CloudWatch, Prometheus, Grafana, runbooks and `status` follow from it. */
export interface Monitoring {
  readonly alarms: readonly AlarmDefinition[];
  readonly composites: readonly CompositeDefinition[];
}

/** What alarms need of a stage beside its topology. */
export type WatchedStage = Pick<ChainStage, 'name' | 'region' | 'alarmPack' | 'accountConcurrency' | 'governor'>;

const ACCOUNT_SHARE = 0.9;

/** Derives alarms and composites of a stage. Pure; takes well under a millisecond a type. */
export function monitoringOf(topology: ChainTopology, stage: WatchedStage): Monitoring {
  const { alarmPack = 'full' } = stage;
  // Without metrics of source mappings, `Stopped` would always be raised.
  const mappingMetrics = hasMappingMetrics(stage);
  const inPack = ({ pack }: { readonly pack: AlarmPack }): boolean => alarmPack === 'full' || pack === 'lite';
  const failureDays = topology.storage.failureDays.value;
  const { governor = 'off' } = stage;
  const alarms = [
    ...stageAlarms(topology, stage),
    ...(governor === 'off' ? [] : governorAlarms(stage.name, governor, topology.types)),
    ...topology.types.flatMap((type) => [...eventChainAlarms(type, failureDays), ...objectiveAlarms(stage.name, type)]),
  ].filter((each) => inPack(each) && (mappingMetrics || !readsMappingsOnly(each)));
  const types = topology.types.map(({ type }) => type);
  return { alarms, composites: [SILENCE, ...composites(alarms, types)] };
}

function readsMappingsOnly({ signal }: AlarmDefinition): boolean {
  return metricsOf(signal).every(({ dimensions }) => 'EventSourceMappingUUID' in dimensions);
}

/** Alarms on what all types share. */
function stageAlarms(topology: ChainTopology, stage: WatchedStage): readonly AlarmDefinition[] {
  const accountConcurrency = accountConcurrencyOf(stage);
  const plannedRequests = topology.types.reduce((sum, { demand }) => sum + demand.requestsPerSecond, 0);
  const players: Readonly<Record<ApiFunction, string>> = {
    authorize: 'They cannot sign in, or are signed out.',
    ingest: 'Their events arrive late, because phones have to send them again.',
    query: 'Screens load late or not at all; events are not affected.',
  };
  return [
    ...apiAlarms(stage.name, topology.api, plannedRequests),
    ...API_FUNCTIONS.flatMap((each) =>
      functionAlarms({
        id: `${placeOf(each)}/`,
        name: each,
        subject: { kind: 'function', name: each },
        settings: topology.functions[each],
        // The authorizer throws Unauthorized for a refused token, which Lambda counts as an error. Api/AuthorizerFaults
        // covers our own faults.
        watchErrors: each !== 'authorize',
        players: players[each],
      }),
    ),
    alarm({
      id: 'Account/NearConcurrency',
      // ClaimedAccountConcurrency includes reservations (lambda/latest/dg, monitoring-metrics-types).
      signal: {
        namespace: 'AWS/Lambda',
        metricName: 'ClaimedAccountConcurrency',
        dimensions: {},
        statistic: 'Maximum',
        unit: 'Count',
      },
      threshold: setting(
        ACCOUNT_SHARE * accountConcurrency,
        `${ACCOUNT_SHARE} × ${round(accountConcurrency)} concurrent executions of the account = ${round(ACCOUNT_SHARE * accountConcurrency)}.`,
      ),
      severity: 'ticket',
      pack: 'full',
      players: 'Nothing yet. A little more, and Lambda throttles functions.',
      description: `Account: functions of this region use nearly all of the account's ${round(accountConcurrency)} concurrent executions. Ask for a higher quota ("npm run preflight" shows it), and look at what else runs in the account.`,
      runbook: 'account-concurrency',
    }),
    ...busAlarms(topology.queues.unrouted),
    ...queueAlarms({
      id: 'Quarantine',
      queue: { kind: 'quarantine' },
      settings: topology.queues.quarantine,
      players: 'Single actions have no effect.',
      description:
        'Quarantine: handlers set events aside, with their payload, that no retry can mend. "npm run cairn -- dead-letters list" says why; a new cause after a release of the app or of a handler points at that release.',
      runbook: 'quarantine',
    }),
    ...tableAlarms(topology.table),
  ];
}

const STAGE_COMPOSITE: Readonly<Record<Severity, string>> = { page: 'Page', ticket: 'Ticket' };

/** One message a severity for what all types share, and one for each type, which a shared cause suppresses. */
function composites(alarms: readonly AlarmDefinition[], types: readonly string[]): readonly CompositeDefinition[] {
  const of = (severity: Severity, type: string | undefined): readonly string[] =>
    alarms.filter((each) => each.severity === severity && each.type === type).map(({ id }) => id);
  const stage = SEVERITIES.map(
    (severity): CompositeDefinition => ({
      id: STAGE_COMPOSITE[severity],
      type: undefined,
      when: 'any',
      of: severity === 'page' ? [SILENCE.id, ...of(severity, undefined)] : of(severity, undefined),
      severity,
      notifies: true,
      suppressedBy: undefined,
      players: 'See the alarms that are raised.',
      description: `${TITLE[severity]} Something that all event types share: API, functions, bus, quarantine or table. "npm run cairn -- status" names the alarms that are raised.`,
      runbook: 'README',
    }),
  );
  const ofTypes = types.flatMap((type) =>
    SEVERITIES.map(
      (severity): CompositeDefinition => ({
        id: `${placeOf(type)}/${STAGE_COMPOSITE[severity]}`,
        type,
        when: 'any',
        of: of(severity, type),
        severity,
        notifies: true,
        suppressedBy: STAGE_COMPOSITE.page,
        players: 'See the alarms that are raised.',
        description: `${TITLE[severity]} ${type}, on its way from the bus to its effect. "npm run cairn -- status" names the alarms that are raised.`,
        runbook: 'README',
      }),
    ),
  );
  return [...stage, ...ofTypes].filter(({ of: children }) => children.length > 0);
}

const TITLE: Readonly<Record<Severity, string>> = {
  page: 'Look at it now.',
  ticket: 'Look at it on the next working day.',
};
