import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CrossStackReferences, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../catalog/stages.ts';
import type { ChainTopology } from '../../core/chain/topology.ts';
import { RUNBOOKS } from '../../core/monitoring/alarm.ts';
import { monitoringOf } from '../../core/monitoring/monitoring.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { StageDashboard } from './dashboard.ts';
import type { NameOf } from './metric.ts';

export interface WatchStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly topology: ChainTopology;
  /** Names of the resources of the stack that is watched. */
  readonly nameOf: NameOf;
}

/**
 * Alarms, composites, their topic and the dashboard of a stage. A stack of its own, because eighteen types with their alarms
 * need more than the 500 resources that one may have (ADR 98).
 */
export class WatchStack extends Stack {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, props: WatchStackProps) {
    const { stage, topology, nameOf, ...stackProps } = props;
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
    const { name } = stage;
    const monitoring = monitoringOf(topology, stage);
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
