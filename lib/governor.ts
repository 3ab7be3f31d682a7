import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { GovernorPlan } from '../core/capacity/plan/governor-plan.ts';
import type { GovernorSettings } from '../core/chain/governor.ts';
import type { CairnBus } from './event-bus.ts';
import type { EventChain } from './event-chain.ts';
import { functionSize, NodeFunction } from './node-function.ts';
import type { GameTable } from './table.ts';

export interface GovernorProps {
  readonly settings: GovernorSettings;
  readonly plan: GovernorPlan;
  readonly code: Code;
  readonly stageName: string;
  readonly chains: readonly EventChain[];
  readonly table: GameTable;
  readonly bus: CairnBus;
  readonly logRetention: RetentionDays;
}

/** Actions without a resource to name (service-authorization/latest/reference: CloudWatch). */
const READ_ALL = ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'] as const;

/**
 * Looks at the stage once a minute, and acts if its mode says so. Its role may read, and only in mode `act` change, the
 * shards and mappings of the stage's own types.
 */
export class Governor extends Construct {
  readonly handler: NodeFunction;

  constructor(scope: Construct, id: string, props: GovernorProps) {
    super(scope, id);
    const { settings, plan, chains, table, bus, stageName } = props;
    const stack = Stack.of(this);
    this.handler = new NodeFunction(this, 'Function', {
      ...functionSize(settings.function),
      code: props.code,
      description: `Scales, sheds and pauses, stage ${stageName}`,
      environment: {
        STAGE: stageName,
        GOVERNOR_MODE: settings.mode.value,
        STACK_NAME: stack.stackName,
        EVENT_BUS_NAME: bus.bus.eventBusName,
        ...table.environment,
      },
      logRetention: props.logRetention,
    });
    // Scheduler only hands the run over: it invokes asynchronously (lambda/latest/dg, with-eventbridge-scheduler), and its retry
    // policy counts deliveries to the target (scheduler/latest/APIReference, API_RetryPolicy). Lambda's own queue would run a failed
    // one twice more, and a throttled one for up to six hours (lambda/latest/dg, invocation-async-error-handling).
    this.handler.configureAsyncInvoke({
      maxEventAge: Duration.seconds(settings.maxEventAgeSeconds.value),
      retryAttempts: 0,
    });
    bus.bus.grantPutEventsTo(this.handler);
    table.grantGovernor(this.handler);
    this.allow(['cloudformation:DescribeStacks'], [stack.stackId]);
    this.allow([...READ_ALL], ['*']);
    Validations.of(this.handler.role ?? this.handler).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'CloudWatch has no resources for reading metrics and alarms.',
    });
    this.grantTypes(settings.mode.value === 'act', chains);

    new Schedule(this, 'Schedule', {
      description: `Runs the governor, stage ${stageName}`,
      schedule: ScheduleExpression.rate(Duration.minutes(settings.everyMinutes.value)),
      // CDK's LambdaInvoke would let the role invoke every version and alias too.
      target: {
        bind: () => ({
          arn: this.handler.functionArn,
          role: this.schedulerRole(stack),
          input: ScheduleTargetInput.fromObject({ plan, resources: resourcesOf(chains) }),
          retryPolicy: {
            maximumEventAgeInSeconds: settings.maxEventAgeSeconds.value,
            maximumRetryAttempts: settings.retryAttempts.value,
          },
        }),
      },
    });
  }

  /** Only schedules of this account may use it (scheduler/latest/UserGuide, cross-service-confused-deputy-prevention). */
  private schedulerRole({ account }: Stack): Role {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      description: `Begins the runs of ${this.node.path}`,
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.handler.functionArn] }),
    );
    return role;
  }

  private grantTypes(acts: boolean, chains: readonly EventChain[]): void {
    const streams = chains.map(({ stream }) => stream.streamArn);
    const mappings = chains.map(({ mapping }) => mapping.eventSourceMappingArn);
    this.allow(['kinesis:DescribeStreamSummary', ...(acts ? ['kinesis:UpdateShardCount'] : [])], streams);
    this.allow(['lambda:GetEventSourceMapping', ...(acts ? ['lambda:UpdateEventSourceMapping'] : [])], mappings);
  }

  private allow(actions: string[], resources: string[]): void {
    this.handler.addToRolePolicy(new PolicyStatement({ actions, resources }));
  }
}

/** Names that only a deployment knows, by event type. */
function resourcesOf(chains: readonly EventChain[]) {
  return Object.fromEntries(
    chains.map(({ topology, stream, mapping, handler }) => [
      topology.type,
      {
        streamName: stream.streamName,
        mappingId: mapping.eventSourceMappingId,
        handlerName: handler.functionName,
      },
    ]),
  );
}
