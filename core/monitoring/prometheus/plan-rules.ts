import type { ChainTopology } from '../../chain/topology.ts';
import { ofType, type RecordingRule, type RuleGroup } from './rules.ts';

/** What the stage is planned for, by the labels `stage`, `event_type` and `figure`. */
export const PLAN = 'cairn:plan';

/** Figures of the plan. Of the stage: `requests_per_second`, table units. Of a type: the others. */
export const PLAN_FIGURES = [
  'requests_per_second',
  'table_write_units_per_second',
  'table_read_units_per_second',
  'events_per_second',
  'records_per_second',
  'shards',
  'objective_milliseconds',
] as const;
export type PlanFigure = (typeof PLAN_FIGURES)[number];

/** The plan as recorded series, so that a dashboard can draw traffic against it. */
export function planRules({ api, table, types }: ChainTopology, stage: string): RuleGroup {
  const figure = (name: PlanFigure, value: number, type?: string): RecordingRule => ({
    record: PLAN,
    expr: `vector(${value})`,
    labels: { stage, ...ofType(type), figure: name },
  });
  return {
    name: `cairn-${stage} Plan`,
    rules: [
      figure('requests_per_second', api.throttle.requestsPerSecond.value),
      figure('table_write_units_per_second', table.warm.writeUnits.value),
      figure('table_read_units_per_second', table.warm.readUnits.value),
      ...types.flatMap(({ type, demand, stream, objective }) => [
        figure('events_per_second', demand.eventsPerSecond, type),
        figure('records_per_second', demand.recordsPerSecond, type),
        figure('shards', stream.shards.value, type),
        figure('objective_milliseconds', objective.milliseconds, type),
      ]),
    ],
  };
}
