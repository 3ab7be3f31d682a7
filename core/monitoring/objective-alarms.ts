import { HUNT } from '../capacity/model/traffic-shape.ts';
import { setting } from '../chain/setting.ts';
import type { TypeTopology } from '../chain/type-topology.ts';
import { round } from '../round.ts';
import { ALL_OF_FIVE, type AlarmDefinition, alarm } from './alarm.ts';
import { placeOf } from './event-chain-alarms.ts';
import { END_TO_END_LATENCY, METRICS_NAMESPACE } from './own-metrics.ts';
import type { MetricSignal, Statistic, Unit } from './signal.ts';

/** [share of a hunt's budget, within so many minutes, of which so many breach] */
const FAST_BURN = { share: 0.1, minutes: 5, breaching: 5 } as const;
const SLOW_BURN = { share: 0.5, minutes: 60, breaching: 45 } as const;

/** A type's latency objective, its progress and its priority, by what ingest and handler count. @param stage its name */
export function objectiveAlarms(stage: string, topology: TypeTopology): readonly AlarmDefinition[] {
  const { type, objective, demand, priority } = topology;
  const place = placeOf(type);
  const own = (metricName: string, statistic: Statistic = 'Sum', unit: Unit = 'Count'): MetricSignal => ({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensions: { stage, type },
    statistic,
    unit,
  });
  const { percentile, milliseconds } = objective;
  const budget = (1 - percentile / 100) * demand.eventsPerSecond * HUNT.secondsOfPeak;
  const burn = (id: string, { share, minutes, breaching }: typeof FAST_BURN | typeof SLOW_BURN) => {
    const perMinute = Math.max(1, (share * budget) / minutes);
    return alarm({
      id: `${place}/${id}`,
      type,
      signal: own('Late'),
      threshold: setting(
        perMinute,
        `max(1, ${100 * share} % of the ${round(budget)} late events that the objective allows in a hunt ÷ ${minutes} min) = ${round(perMinute)} a minute.`,
      ),
      periods: [breaching, minutes],
      severity: 'page',
      pack: 'full',
      players: 'What they did shows late, for more of them than promised.',
      description: `${type}: in each of ${breaching} of ${minutes} minutes over ${round(perMinute)} events were later than ${round(milliseconds)} ms. At that rate ${100 * share} % of what a hunt allows is used up within ${minutes} min. Find the slow hop: DeliveryLatency, Behind, HandlerDuration.`,
      runbook: 'objective',
    });
  };
  return [
    alarm({
      id: `${place}/EndToEndLatency`,
      type,
      signal: own(END_TO_END_LATENCY, 'p99', 'Milliseconds'),
      threshold: setting(milliseconds, `The type's latency objective, ${round(milliseconds)} ms.`),
      periods: ALL_OF_FIVE,
      severity: 'page',
      pack: 'lite',
      players: 'What they did shows late.',
      description: `${type}: for five minutes one event in a hundred has taken over ${round(milliseconds)} ms from ingest to its effect. Find the slow hop: DeliveryLatency, Behind, HandlerDuration, then the table.`,
      runbook: 'objective',
    }),
    burn('FastBurn', FAST_BURN),
    burn('SlowBurn', SLOW_BURN),
    alarm({
      id: `${place}/NoProgress`,
      type,
      signal: {
        expression: 'IF(FILL(accepted, 0) > 0 AND FILL(processed, 0) + FILL(quarantined, 0) == 0, 1, 0)',
        metrics: { accepted: own('Accepted'), processed: own('Processed'), quarantined: own('Quarantined') },
        unit: 'None',
      },
      threshold: setting(0, '1 in each minute in which ingest accepts events and the handler finishes none.'),
      periods: ALL_OF_FIVE,
      severity: 'page',
      pack: 'lite',
      players: 'What they did has no effect for now; nothing is lost while the stream keeps it.',
      description: `${type}: for five minutes ingest has accepted events and the handler has finished none. See which hop stopped: Undelivered (rule), Stopped (mapping), HandlerErrors, HandedBack.`,
      runbook: 'no-progress',
    }),
    ...(priority === 'sheddable'
      ? [
          alarm({
            id: `${place}/Shed`,
            type,
            signal: own('Shed'),
            threshold: setting(0, 'None is planned; ingest sheds only while PutEvents is throttled.'),
            severity: 'ticket',
            pack: 'full',
            players: 'Little: their positions on the map are older.',
            description: `${type}: ingest sheds events of this type, so that others pass. See Bus/PublishThrottled for the cause.`,
            runbook: 'shed',
          }),
        ]
      : []),
  ];
}
