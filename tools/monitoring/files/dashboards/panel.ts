import { type CountMetric, METRICS_NAMESPACE } from '../../../../core/monitoring/own-metrics.ts';
import { PLAN, type PlanFigure } from '../../../../core/monitoring/prometheus/plan-rules.ts';
import { SIGNAL, THRESHOLD } from '../../../../core/monitoring/prometheus/rules.ts';
import { yaceLabel, yaceName } from '../../../../core/monitoring/prometheus/yace-names.ts';

/** Units of Grafana. */
export type PanelUnit = 'short' | 'ms' | 's' | 'percent' | 'percentunit' | 'reqps' | 'cpm';

export interface Query {
  readonly expr: string;
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly kind: 'lines' | 'number' | 'heatmap';
  readonly unit: PanelUnit;
  readonly queries: readonly Query[];
}

export interface PanelRow {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface DashboardPlan {
  /** Of the file and of Grafana's address. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Whether the page is about one event type, which the reader chooses. */
  readonly ofType: boolean;
  readonly rows: readonly PanelRow[];
}

/** Variables of every dashboard. */
export const STAGE = '$stage';
export const EVENT_TYPE = '$event_type';

export function lines(title: string, unit: PanelUnit, queries: readonly Query[], description?: string): Panel {
  return { title, kind: 'lines', unit, queries, ...(description !== undefined && { description }) };
}

/** What an alarm watches. @param alarm its id, or its part after the place with `ofType` */
export function signal(alarm: string, legend: string, by: { readonly ofType?: boolean } = {}): Query {
  return { expr: `${SIGNAL}{${alarmLabels(alarm, by)}}`, legend };
}

/** The value that raises it. */
export function threshold(alarm: string, legend: string, by: { readonly ofType?: boolean } = {}): Query {
  return { expr: `${THRESHOLD}{${alarmLabels(alarm, by)}}`, legend };
}

function alarmLabels(alarm: string, { ofType = false }: { readonly ofType?: boolean }): string {
  const stage = `stage="${STAGE}"`;
  return ofType ? `${stage}, event_type="${EVENT_TYPE}", alarm=~".+/${alarm}"` : `${stage}, alarm=~"${alarm}"`;
}

/** A figure of the plan, a second. @param of of one type, or of all */
export function planned(figure: PlanFigure, ofType: boolean): string {
  return `${PLAN}{stage="${STAGE}", figure="${figure}"${ofType ? `, event_type="${EVENT_TYPE}"` : ''}}`;
}

/** A count of ours in a minute, by event type. */
export function counted(metric: CountMetric, ofType: boolean): string {
  const type = yaceLabel('type');
  const of = ofType ? `, ${type}="${EVENT_TYPE}"` : '';
  const series = `${yaceName(METRICS_NAMESPACE, metric, 'Sum')}{${yaceLabel('stage')}="${STAGE}"${of}}`;
  return `label_replace(sum by (${type}) (${series}), "event_type", "$1", "${type}", "(.+)")`;
}
