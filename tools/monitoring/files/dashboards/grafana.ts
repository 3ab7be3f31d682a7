import {
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { THRESHOLD } from '../../../../core/monitoring/prometheus/rules.ts';
import { type DashboardPlan, type Panel, type Query, STAGE } from './panel.ts';

/** Grafana's own 24 columns. */
const COLUMNS = 24;
const HEIGHT = 8;
/** Whichever the reader chooses at the top of the page. */
const SOURCE = { type: 'prometheus', uid: '$ds' } as const;
/** A point a minute: what alarms are judged on. */
const INTERVAL = '1m';

/** A dashboard in Grafana's JSON. */
export function grafanaDashboard({ uid, title, description, ofType, rows }: DashboardPlan): object {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['cairn'])
    .readonly()
    .time({ from: 'now-3h', to: 'now' })
    .refresh('30s')
    .withVariable(new DatasourceVariableBuilder('ds').label('Data source').type('prometheus'))
    .withVariable(variable('stage', 'Stage', `label_values(${THRESHOLD}, stage)`))
    .annotation(
      new AnnotationQueryBuilder()
        .name('Pages')
        .datasource(SOURCE)
        .enable(true)
        .iconColor('red')
        .expr(`ALERTS{stage="${STAGE}", alertstate="firing", severity="page"}`)
        .step(INTERVAL)
        .titleFormat('{{alarm}}'),
    );
  if (ofType) {
    const query = `label_values(${THRESHOLD}{stage="${STAGE}", event_type!=""}, event_type)`;
    dashboard.withVariable(variable('event_type', 'Event type', query));
  }
  for (const row of rows) {
    dashboard.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) dashboard.withPanel(panelOf(panel, COLUMNS / row.panels.length));
  }
  return dashboard.build();
}

function variable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged);
}

function panelOf(panel: Panel, width: number) {
  const { kind, title, description = '', unit, queries } = panel;
  const builder =
    kind === 'number'
      ? new StatBuilder().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
      : kind === 'heatmap'
        ? new HeatmapBuilder()
        : new LinesBuilder().legend(legend()).showPoints(VisibilityMode.Auto).spanNulls(false).min(0);
  builder
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(SOURCE)
    .interval(INTERVAL)
    .height(HEIGHT)
    .span(width);
  for (const [index, query] of queries.entries()) builder.withTarget(target(query, index, kind));
  return builder;
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true);
}

function target({ expr, legend: text }: Query, index: number, kind: Panel['kind']): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(SOURCE)
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .expr(expr)
    .legendFormat(text)
    .format(kind === 'heatmap' ? PromQueryFormat.Heatmap : PromQueryFormat.TimeSeries);
}
