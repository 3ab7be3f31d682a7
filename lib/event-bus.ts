import { Duration, Fn } from 'aws-cdk-lib';
import { Archive, type CfnArchive, CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import { EVENT_SOURCE } from '../core/chain/event-source.ts';
import type { Setting } from '../core/chain/setting.ts';
import type { QueueSettings } from '../core/chain/storage.ts';
import { MessageQueue } from './message-queue.ts';
import type { NodeFunction } from './node-function.ts';
import { stateRemoval } from './state-removal.ts';

export interface CairnBusProps {
  readonly stage: Stage;
  /** The types that have a rule of their own; every other one goes to the unrouted queue. */
  readonly types: readonly string[];
  readonly queue: QueueSettings;
  readonly archiveDays: Setting<number>;
}

/** The bus that ingest publishes to, an archive for replays, and a queue for what no type's rule takes. */
export class CairnBus extends Construct {
  readonly bus: EventBus;
  readonly archive: Archive;
  readonly unrouted: Queue;
  readonly unroutedRule: CfnRule;

  constructor(scope: Construct, id: string, { stage, types, queue, archiveDays }: CairnBusProps) {
    super(scope, id);
    const removal = stateRemoval(stage);
    this.bus = new EventBus(this, 'Bus', {
      description: `Cairn's events, stage ${stage.name}`,
      ...(stage.retainState ? { eventBusName: uniqueName(stage) } : {}),
    });
    // The archive has a rule of EventBridge's own on the bus, which cannot be deleted before it: they stay together.
    this.bus.applyRemovalPolicy(removal);
    this.archive = new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      description: `Cairn's events, stage ${stage.name}, for replays`,
      eventPattern: { source: [EVENT_SOURCE] },
      retention: Duration.days(archiveDays.value),
    });
    (this.archive.node.defaultChild as CfnArchive).applyRemovalPolicy(removal);

    this.unrouted = new MessageQueue(this, 'Unrouted', stage, queue);
    this.unroutedRule = new CfnRule(this, 'UnroutedRule', {
      description: 'Events of ours whose type has no rule: matching nothing would lose them without a trace',
      eventBusName: this.bus.eventBusName,
      eventPattern: { source: [EVENT_SOURCE], 'detail-type': [{ 'anything-but': [...types] }] },
      // No dead-letter queue behind a queue: it could only be refused for the same reasons. Failures raise an alarm.
      targets: [{ id: 'Unrouted', arn: this.unrouted.queueArn }],
    });
    allowRuleToSend(this.unroutedRule.attrArn, this.unrouted);
  }

  allowPublish(to: NodeFunction): void {
    to.allow(['events:PutEvents'], [this.bus.eventBusArn]);
  }
}

/**
 * The name of a rule on a custom bus, as its metrics have it. CloudFormation's Ref gives `bus|rule`; the ARN ends in
 * `rule/bus/name`.
 */
export function ruleName(ruleArn: string): string {
  return Fn.select(2, Fn.split('/', ruleArn));
}

/**
 * Lets the rule, and no other, send to `queue`, as its target or its dead-letter queue.
 * @returns the queue's policy
 */
export function allowRuleToSend(ruleArn: string, queue: Queue): IDependable {
  const { policyDependable } = queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': ruleArn } },
    }),
  );
  return policyDependable ?? queue;
}

/**
 * A bus needs a name, and one that outlives its stack keeps it: with the stack id's first digits in it, the stack can
 * be created again beside what stayed.
 */
function uniqueName(stage: Stage): string {
  const stackUuid = Fn.select(2, Fn.split('/', Fn.ref('AWS::StackId')));
  return Fn.join('-', ['cairn', stage.name, Fn.select(0, Fn.split('-', stackUuid))]);
}
