import { Archive, type CfnArchive, EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type Duration, Fn, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { MessageQueue } from './message-queue.ts';

export interface CairnBusProps {
  /** What the bus carries, such as `Cairn's events, stage dev`. */
  readonly description: string;
  /** @default a name that CloudFormation makes */
  readonly eventBusName?: string;
  /** The `source` of the events that the archive keeps and the unrouted rule watches. */
  readonly source: string;
  /** Types with their own rule; every other type of `source` goes to the unrouted queue. At least one. */
  readonly routedTypes: readonly string[];
  /** How long events can be replayed. Whole days, ≥ 1. */
  readonly archiveRetention: Duration;
  /** How long an unrouted event is kept. 60 s to 14 days. */
  readonly unroutedRetention: Duration;
  /** Removal policy of bus, archive and queue. */
  readonly removalPolicy: RemovalPolicy;
}

/** A bus with an archive for replays, and a queue for events that no type's rule matches. */
export class CairnBus extends Construct {
  readonly bus: EventBus;
  readonly archive: Archive;
  readonly unrouted: MessageQueue;
  readonly unroutedRule: Rule;

  constructor(scope: Construct, id: string, props: CairnBusProps) {
    super(scope, id);
    const { description, source, removalPolicy } = props;
    this.bus = new EventBus(this, 'Bus', { description, eventBusName: props.eventBusName });
    // EventBridge adds its own rule for the archive to the bus, and the bus cannot be deleted before it: both stay
    // together.
    this.bus.applyRemovalPolicy(removalPolicy);
    this.archive = new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      description: `${description}, for replays`,
      eventPattern: { source: [source] },
      retention: props.archiveRetention,
    });
    (this.archive.node.defaultChild as CfnArchive).applyRemovalPolicy(removalPolicy);

    const unrouted = new MessageQueue(this, 'Unrouted', { retentionPeriod: props.unroutedRetention, removalPolicy });
    this.unrouted = unrouted;
    this.unroutedRule = new Rule(this, 'UnroutedRule', {
      description: "Cairn's events whose type has no rule. Without this rule EventBridge would drop them",
      eventBus: this.bus,
      eventPattern: { source: [source], detailType: Match.anythingBut(...props.routedTypes) },
      // No dead-letter queue for a queue: it could fail only for the same reasons. An alarm reports failures.
      // CDK's SqsQueue would let the rule read the queue's attributes too.
      targets: [{ bind: () => ({ arn: unrouted.queueArn }) }],
    });
    grantSendByRule(unrouted, this.unroutedRule.ruleArn);
  }
}

/**
 * The name of a rule on a custom bus, as the rule's metrics have it: its ARN ends in `rule/bus/name`. CDK's `ruleName`
 * is `bus|rule`.
 */
export function ruleName(ruleArn: string): string {
  return Fn.select(2, Fn.split('/', ruleArn));
}

/**
 * Lets this rule, and no other, send to `queue`, as its target or its dead-letter queue.
 * @returns the queue's policy
 */
export function grantSendByRule(queue: IQueue, ruleArn: string): IDependable {
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
