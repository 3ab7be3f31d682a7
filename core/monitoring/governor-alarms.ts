import type { GovernorMode } from '../capacity/model/workload.ts';
import { setting } from '../chain/setting.ts';
import type { TypeTopology } from '../chain/type-topology.ts';
import { round } from '../round.ts';
import { ALL_OF_FIVE, type AlarmDefinition, AT_ONCE, alarm } from './alarm.ts';
import { placeOf } from './event-chain-alarms.ts';
import { METRICS_NAMESPACE, OLDEST_RECORD, PAUSED } from './own-metrics.ts';
import type { MetricSignal, Statistic } from './signal.ts';

/** Whether the governor runs and succeeds; in mode `act` also what it has paused. @param stage its name */
export function governorAlarms(
  stage: string,
  mode: GovernorMode,
  types: readonly TypeTopology[],
): readonly AlarmDefinition[] {
  const lambda = (metricName: string, statistic: Statistic): MetricSignal => ({
    namespace: 'AWS/Lambda',
    metricName,
    dimensions: { FunctionName: { kind: 'function', name: 'governor' } },
    statistic,
    unit: 'Count',
  });
  const players = 'Nothing: the chain works without it, as it was deployed.';
  return [
    alarm({
      id: 'Governor/Errors',
      signal: lambda('Errors', 'Sum'),
      threshold: setting(0, 'A run that fails decides nothing.'),
      periods: ALL_OF_FIVE,
      severity: 'ticket',
      pack: 'lite',
      players,
      description:
        'Governor: its runs fail, so nothing is scaled, shed or paused. Ingest admits all again within five minutes; a mapping that it has paused stays paused. Its log names the error: mostly the table, which keeps its memory.',
      runbook: 'governor',
    }),
    alarm({
      id: 'Governor/Stopped',
      signal: lambda('Invocations', 'Sum'),
      breaches: 'below',
      threshold: setting(1, 'It runs once a minute.'),
      periods: ALL_OF_FIVE,
      missingData: setting('breaching', 'Lambda publishes nothing of a function that nobody invokes.'),
      severity: 'ticket',
      pack: 'lite',
      players,
      description:
        'Governor: it has not run for five minutes. Look at its schedule in EventBridge Scheduler: disabled, or its role may no longer invoke the function. Deploy the stack again.',
      runbook: 'governor',
    }),
    ...(mode === 'act' ? types.flatMap((type) => pauseAlarms(stage, type)) : []),
  ];
}

/** A paused mapping publishes nothing itself, and other alarms clear. */
function pauseAlarms(stage: string, { type, stream }: TypeTopology): readonly AlarmDefinition[] {
  const own = (metricName: string, unit: MetricSignal['unit']): MetricSignal => ({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensions: { stage, type },
    statistic: 'Maximum',
    unit,
  });
  const keptMs = stream.retentionHours.value * 3_600_000;
  return [
    alarm({
      id: `${placeOf(type)}/Paused`,
      type,
      signal: own(PAUSED, 'Seconds'),
      threshold: setting(0, 'The governor pauses only what cannot succeed.'),
      periods: AT_ONCE,
      severity: 'page',
      pack: 'lite',
      players: 'What they did has no effect for now; nothing is lost while the stream keeps it.',
      description: `${type}: every batch came back with the same error, and the governor has paused the source mapping. It tries again by itself, first after three minutes. "npm run cairn -- status" names the error: mend what it says, mostly the table or its permissions.`,
      runbook: 'mapping-paused',
    }),
    alarm({
      id: `${placeOf(type)}/PausedLong`,
      type,
      signal: own(OLDEST_RECORD, 'Milliseconds'),
      threshold: setting(
        keptMs / 2,
        `Half of the ${round(stream.retentionHours.value)} h that the stream keeps records.`,
      ),
      periods: AT_ONCE,
      severity: 'page',
      pack: 'lite',
      players: 'What they did has had no effect for hours, and is about to be lost.',
      description: `${type}: records have waited half of the time that the stream keeps them. Raise the stream's retention now ("aws kinesis increase-stream-retention-period"), then mend what the handler fails on.`,
      runbook: 'mapping-paused',
    }),
  ];
}
