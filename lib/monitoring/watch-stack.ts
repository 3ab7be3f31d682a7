import { CrossStackReferences, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../catalog/stages.ts';
import { accountConcurrencyOf } from '../../core/capacity/model/workload.ts';
import type { ChainTopology } from '../../core/chain/topology.ts';
import { type Monitoring, monitoringOf } from '../../core/monitoring/monitoring.ts';
import { regionGaps } from '../../core/region-gaps.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { StageDashboard } from './dashboard.ts';
import type { NameOf } from './metric.ts';

/** Of this repository. */
const RUNBOOKS = 'docs/runbooks';

export interface WatchStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly topology: ChainTopology;
  /** Names of the resources of the stack that is watched. */
  readonly nameOf: NameOf;
  /** Alarms and composites. @default those of topology and stage */
  readonly monitoring?: Monitoring;
}

/**
 * Alarms, composites, their topic and the dashboard of a stage. A stack of its own, because eighteen types with their alarms
 * need more than the 500 resources that one may have (ADR 98).
 */
export class WatchStack extends Stack {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, props: WatchStackProps) {
    const { stage, topology, nameOf, monitoring: given, ...stackProps } = props;
    super(scope, id, {
      description: `Alarms and dashboard of Cairn, stage ${stage.name}`,
      ...stackProps,
      env: {
        account: stage.account ?? stackProps.env?.account,
        region: stage.region ?? stackProps.env?.region,
      },
      tags: { ...stage.tags, ...stackProps.tags },
    });
    // An export that another stack imports cannot be deleted: the watched stack could not remove an event type before this
    // one, and CDK deploys it first. A weak reference reads the output when this stack is deployed
    // (AWSCloudFormation/latest/TemplateReference, intrinsic-function-reference-getstackoutput).
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK);
    const { alarmPack, name } = stage;
    const watched = {
      name,
      alarmPack,
      accountConcurrency: accountConcurrencyOf(stage),
      mappingMetrics: !regionGaps(stage).some(({ id: gap }) => gap === 'mapping-metrics'),
    };
    const monitoring = given ?? monitoringOf(topology, watched);
    const topic = new AlarmTopic(this, 'Topic', { displayName: `Cairn ${name}`, subscribers: stage.alarmSubscribers });
    this.alarms = new Alarms(this, 'Alarms', {
      ...monitoring,
      nameOf,
      namePrefix: `cairn-${name}`,
      runbooks: stage.runbooks ?? RUNBOOKS,
      action: new SnsAction(topic),
    });
    new StageDashboard(this, 'Dashboard', {
      dashboardName: `cairn-${name}`,
      stageName: name,
      topology,
      monitoring,
      alarms: this.alarms,
      nameOf,
    });
  }
}
