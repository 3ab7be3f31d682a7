import type { CatalogChain } from '../../catalog/chain-named.ts';
import { planChain } from '../../core/capacity/plan/chain.ts';
import { type AlarmSeverity, nameOfAlarm, RUNBOOKS } from '../../core/monitoring/alarm.ts';
import { monitoringOf } from '../../core/monitoring/monitoring.ts';
import type { Announced } from '../../lambdas/governor/memory.ts';
import { stackName } from '../shared/aws/account-reader.ts';
import type { DeadLetters, Deployment, HopTimes, Refused, StageFacts, StandingAlarm } from './facts.ts';

/** What whoever was just woken needs, on one screen. */
export interface Status {
  readonly stage: string;
  readonly source: string;
  /** RFC 3339. */
  readonly at: string;
  readonly deployment: Deployment;
  /** Those that page first, then the oldest first. */
  readonly alarms: readonly RaisedAlarm[];
  readonly types: readonly TypeStatus[];
  readonly requests: { readonly perSecond: number; readonly admittedPerSecond: number };
  readonly refused: readonly Refused[];
  /** Time span of rates and refusals. */
  readonly seconds: number;
  readonly deadLetters: readonly DeadLetters[];
  /** The newest first. */
  readonly governor: readonly Announced[];
  readonly gaps: readonly string[];
}

export interface RaisedAlarm extends Omit<StandingAlarm, 'name'> {
  /** In `core/monitoring`; the rest of its name if this release has no such alarm. */
  readonly id: string;
  readonly type: string | undefined;
  readonly severity: AlarmSeverity | 'unknown';
  readonly players: string;
  /** Path of its page. */
  readonly runbook: string;
  /** Whether it is a composite: it sends the message. */
  readonly isComposite: boolean;
}

export interface TypeStatus {
  readonly type: string;
  readonly eventsPerSecond: number;
  readonly plannedPerSecond: number;
  readonly backlog: number;
  readonly isCounted: boolean;
  readonly oldestSeconds: number;
  readonly reads: boolean;
  readonly times: HopTimes;
  /** The type's objective, and its percentile. */
  readonly objective: { readonly percentile: number; readonly milliseconds: number };
  readonly handledPerSecond: number;
  /** Until the backlog is gone if events arrive and are handled as now. `null`: never. */
  readonly drainSeconds: number | null;
  /** The same if the handler did what the plan has. */
  readonly plannedDrainSeconds: number | null;
}

const NOT_KNOWN: HopTimes = { deliveryMs: undefined, batchMs: undefined, endToEndMs: undefined, writtenPerSecond: 0 };
const ORDER: readonly string[] = ['page', 'ticket', 'part', 'unknown'];

/** Puts what a stage reports beside its plan and its alarms' definitions. */
export function statusOf({ types, stage }: CatalogChain, facts: StageFacts, now: number): Status {
  const plan = planChain(types, stage);
  const { traffic, backlogs } = facts;
  const { seconds } = traffic;
  return {
    stage: stage.name,
    source: facts.source,
    at: new Date(now).toISOString(),
    deployment: facts.deployment,
    alarms: raisedAlarms(plan, stage, facts.alarms),
    types: plan.types.map(
      ({ type: { type, latencyObjective }, eventsPerSecond: planned, recordsPerSecond, handlerRate }) => {
        const arriving = (traffic.accepted[type] ?? 0) / seconds;
        const { events = 0, isCounted = false, oldestSeconds = 0, reads = true } = backlogs[type] ?? {};
        const eventsPerRecord = planned / recordsPerSecond;
        const backlog = isCounted ? events : Math.round(events * eventsPerRecord);
        const handled = (traffic.handled[type] ?? 0) / seconds;
        const drain = (rate: number): number | null =>
          backlog === 0 ? 0 : rate > arriving ? backlog / (rate - arriving) : null;
        return {
          type,
          eventsPerSecond: arriving,
          plannedPerSecond: planned,
          backlog,
          isCounted,
          oldestSeconds,
          reads,
          times: facts.hopTimes[type] ?? NOT_KNOWN,
          objective: latencyObjective,
          handledPerSecond: handled,
          drainSeconds: reads ? drain(handled) : null,
          plannedDrainSeconds: drain(handlerRate * eventsPerRecord),
        };
      },
    ),
    requests: {
      perSecond: traffic.requests / seconds,
      admittedPerSecond: plan.topology.api.throttle.requestsPerSecond.value,
    },
    refused: traffic.refused,
    seconds,
    deadLetters: facts.deadLetters.toSorted((a, b) => b.count - a.count),
    governor: facts.governor.toReversed(),
    gaps: facts.gaps,
  };
}

function raisedAlarms(
  { topology }: ReturnType<typeof planChain>,
  stage: CatalogChain['stage'],
  standing: readonly StandingAlarm[],
): readonly RaisedAlarm[] {
  const prefix = stackName(stage);
  const { alarms, composites } = monitoringOf(topology, { ...stage, alarmPack: 'full' });
  const known = new Map(
    [
      ...alarms.map((alarm) => ({ ...alarm, isComposite: false })),
      ...composites.map((composite) => ({ ...composite, isComposite: true })),
    ].map((definition) => [nameOfAlarm(prefix, definition.id), definition]),
  );
  const raised = standing.flatMap(({ name, since, reason }): readonly RaisedAlarm[] => {
    const definition = known.get(name);
    // cairn-dev- is also the start of the names of stage dev-ada; ids begin with a capital letter.
    const rest = name.slice(prefix.length + 1);
    if (definition === undefined && !/^[A-Z]/.test(rest)) return [];
    const {
      id = rest,
      type,
      severity = 'unknown',
      players = '',
      runbook = 'README',
      isComposite = false,
    } = definition ?? {};
    // A part says nothing by itself.
    if (severity === 'part') return [];
    return [{ id, type, severity, since, reason, players, runbook: `${RUNBOOKS}/${runbook}.md`, isComposite }];
  });
  return raised.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || a.since - b.since);
}
