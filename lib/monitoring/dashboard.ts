import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  GraphWidgetView,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ChainTopology } from '../../core/chain/topology.ts';
import type { TypeTopology } from '../../core/chain/type-topology.ts';
import type { AlarmDefinition } from '../../core/monitoring/alarm.ts';
import { placeOf } from '../../core/monitoring/event-chain-alarms.ts';
import type { Monitoring } from '../../core/monitoring/monitoring.ts';
import { type CountMetric, METRICS_NAMESPACE } from '../../core/monitoring/own-metrics.ts';
import type { MetricSignal } from '../../core/monitoring/signal.ts';
import type { Alarms } from './alarms.ts';
import { metricOf, type NameOf } from './metric.ts';

export interface StageDashboardProps {
  readonly dashboardName: string;
  readonly stageName: string;
  readonly topology: ChainTopology;
  readonly monitoring: Monitoring;
  readonly alarms: Alarms;
  readonly nameOf: NameOf;
}

/** Of the 24 columns. */
const QUARTER = 6;
/** Most alarms that one widget shows (CloudWatch's Dashboard-Body-Structure). */
const MOST_ALARMS = 100;

/** One page for a stage: what is admitted, handled, late and refused, then each type against its plan, alarms marked. */
export class StageDashboard extends Construct {
  private readonly props: StageDashboardProps;

  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    this.props = props;
    const { topology, dashboardName } = props;
    new Dashboard(this, 'Dashboard', {
      dashboardName,
      defaultInterval: Duration.hours(3),
      widgets: [this.raised(), this.overview(), ...topology.types.flatMap((type) => this.ofType(type))],
    });
  }

  private raised(): IWidget[] {
    const { monitoring, alarms } = this.props;
    const shown = [...monitoring.composites, ...monitoring.alarms.filter(({ severity }) => severity === 'page')].slice(
      0,
      MOST_ALARMS,
    );
    return [
      new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 5, alarms: shown.map(({ id }) => alarms.alarm(id)) }),
    ];
  }

  private overview(): IWidget[] {
    const { topology } = this.props;
    const ofEachType = (name: CountMetric): IMetric[] => topology.types.map(({ type }) => this.own(type, name, type));
    return [
      this.alarmed('Requests a minute', ['Api/NearThrottle', 'Api/Throttled'], QUARTER),
      this.alarmed('API latency, p99', ['Api/Latency'], QUARTER),
      graph('Accepted a minute, by type', ofEachType('Accepted'), { width: QUARTER, stacked: true }),
      graph('Late a minute, by type', ofEachType('Late'), { width: QUARTER, stacked: true }),
    ];
  }

  /** Against the plan. */
  private ofType(type: TypeTopology): IWidget[][] {
    const place = placeOf(type.type);
    const peak = Math.round(type.demand.eventsPerSecond * 60);
    const counts = (['Accepted', 'Processed', 'Late', 'Quarantined', 'Shed'] as const).map((name) =>
      this.own(type.type, name, name),
    );
    return [
      [new TextWidget({ markdown: `## ${type.type}`, width: 24, height: 1 })],
      [
        graph('Events a minute', counts, { width: QUARTER, lines: [{ value: peak, label: 'planned peak' }] }),
        this.alarmed('End to end, p99', [`${place}/EndToEndLatency`], QUARTER),
        this.alarmed('Oldest record in the stream', [`${place}/FarBehind`], QUARTER),
        this.alarmed('Stream and handler', [`${place}/NearStreamLimit`, `${place}/HandlerThrottles`], QUARTER),
      ],
      ...(type.stream.shardMetric.value === undefined
        ? []
        : [[this.alarmed('Each shard of the stream', [`${place}/NearShardLimit`], QUARTER)]]),
    ];
  }

  private own(type: string, metricName: CountMetric, label: string): IMetric {
    const signal: MetricSignal = {
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensions: { stage: this.props.stageName, type },
      statistic: 'Sum',
      unit: 'Count',
    };
    return metricOf(signal, this.props.nameOf, { label });
  }

  /** The signals of alarms, each with its threshold; those that the pack leaves out are not drawn. */
  private alarmed(title: string, ids: readonly string[], width: number): IWidget {
    const shown = ids
      .map((id) => this.props.monitoring.alarms.find((alarm) => alarm.id === id))
      .filter((alarm): alarm is AlarmDefinition => alarm !== undefined);
    return graph(
      title,
      shown.map(({ signal, id }) => metricOf(signal, this.props.nameOf, { label: id.split('/').at(-1) ?? id })),
      { width, lines: shown.map(({ threshold, id }) => ({ value: threshold.value, label: `alarm ${id}` })) },
    );
  }
}

interface GraphOptions {
  readonly width: number;
  readonly stacked?: boolean;
  readonly lines?: HorizontalAnnotation[];
}

function graph(title: string, left: IMetric[], { width, stacked = false, lines = [] }: GraphOptions): GraphWidget {
  return new GraphWidget({
    title,
    left,
    width,
    height: QUARTER,
    stacked,
    view: GraphWidgetView.TIME_SERIES,
    leftAnnotations: lines,
    leftYAxis: { min: 0 },
  });
}
