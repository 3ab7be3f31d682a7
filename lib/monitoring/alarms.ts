import {
  Alarm,
  AlarmRule,
  AlarmState,
  type CfnAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IAlarmAction,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { InputError } from '../../core/errors.ts';
import {
  type AlarmDefinition,
  type CompositeDefinition,
  type MissingData,
  nameOfAlarm,
} from '../../core/monitoring/alarm.ts';
import { metricOf, type NameOf } from './metric.ts';

const COMPARISON = {
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

const MISSING: Readonly<Record<MissingData, TreatMissingData>> = {
  breaching: TreatMissingData.BREACHING,
  notBreaching: TreatMissingData.NOT_BREACHING,
  ignore: TreatMissingData.IGNORE,
  missing: TreatMissingData.MISSING,
};

/**
 * How long a suppressed composite waits for its suppressor: a shared cause reaches the alarms of types and of the stage
 * within a few minutes of each other.
 */
const SUPPRESSOR_WAIT = Duration.minutes(3);
/** After a shared cause has gone, the alarms of types clear within this time. */
const SUPPRESSOR_EXTENSION = Duration.minutes(5);
/** CloudWatch's limit of a description (PutMetricAlarm). */
const MAX_DESCRIPTION = 1_024;

export interface AlarmsProps {
  readonly alarms: readonly AlarmDefinition[];
  /** @default none: each alarm is its own */
  readonly composites?: readonly CompositeDefinition[];
  readonly nameOf: NameOf;
  /** What alarms' names begin with, such as `cairn-prod`. */
  readonly namePrefix: string;
  /** Where runbooks are, such as `docs/runbooks`; descriptions then also name what players notice. @default none */
  readonly runbooks?: string;
  /** Where the composites that notify send their message and their all-clear. @default nowhere */
  readonly action?: IAlarmAction;
}

/** Alarms and composites in CloudWatch. An alarm under a composite has no action of its own. */
export class Alarms extends Construct {
  private readonly byId = new Map<string, IAlarm>();
  private readonly metricAlarms: Alarm[] = [];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    for (const definition of props.alarms) this.addAlarm(definition, props);
    for (const definition of inOrder(props.composites ?? [])) this.addComposite(definition, props);
  }

  /** Sends the message of each single alarm, and its all-clear: for alarms without composites. */
  notify(action: IAlarmAction): void {
    for (const each of this.metricAlarms) {
      each.addAlarmAction(action);
      each.addOkAction(action);
    }
  }

  /** @throws InputError for an id that is not among these alarms */
  alarm(id: string): IAlarm {
    const found = this.byId.get(id);
    if (found !== undefined) return found;
    throw new InputError({
      input: 'id of an alarm',
      received: id,
      allowed: [...this.byId.keys()].join(', '),
      remedy: 'Name an alarm that core/monitoring defines, or its composite before the one that reads it.',
    });
  }

  private addAlarm(definition: AlarmDefinition, { nameOf, namePrefix, runbooks }: AlarmsProps): void {
    const [datapointsToAlarm, evaluationPeriods] = definition.periods;
    const made = new Alarm(this, constructId(definition.id), {
      alarmName: nameOfAlarm(namePrefix, definition.id),
      alarmDescription: descriptionOf(definition, runbooks),
      metric: metricOf(definition.signal, nameOf, { periodSeconds: definition.periodSeconds }),
      threshold: definition.threshold.value,
      comparisonOperator: COMPARISON[definition.breaches],
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: MISSING[definition.missingData.value],
    });
    if (definition.warmUpMinutes > 0) {
      // CDK's Alarm has no property of it yet.
      (made.node.defaultChild as CfnAlarm).warmUpConfiguration = {
        warmUpPeriodDurationInMinutes: definition.warmUpMinutes,
      };
    }
    this.byId.set(definition.id, made);
    this.metricAlarms.push(made);
  }

  private addComposite(definition: CompositeDefinition, { namePrefix, runbooks, action }: AlarmsProps): void {
    const { id, of, when, suppressedBy } = definition;
    const rules = of.map((child) => AlarmRule.fromAlarm(this.alarm(child), AlarmState.ALARM));
    const made = new CompositeAlarm(this, constructId(id), {
      compositeAlarmName: nameOfAlarm(namePrefix, id),
      alarmDescription: descriptionOf(definition, runbooks),
      alarmRule: when === 'all' ? AlarmRule.allOf(...rules) : AlarmRule.anyOf(...rules),
      ...(suppressedBy !== undefined && {
        actionsSuppressor: this.alarm(suppressedBy),
        actionsSuppressorWaitPeriod: SUPPRESSOR_WAIT,
        actionsSuppressorExtensionPeriod: SUPPRESSOR_EXTENSION,
      }),
    });
    if (definition.notifies && action !== undefined) {
      made.addAlarmAction(action);
      made.addOkAction(action);
    }
    this.byId.set(id, made);
  }
}

/** What whoever is paged reads first: what it means, what to do, what players notice, and the page with the rest. */
function descriptionOf(
  { description, players, runbook }: Pick<AlarmDefinition, 'description' | 'players' | 'runbook'>,
  runbooks: string | undefined,
): string {
  const more = runbooks === undefined ? '' : ` Players: ${players} Runbook: ${runbooks}/${runbook}.md`;
  const whole = `${description}${more}`;
  if (whole.length <= MAX_DESCRIPTION) return whole;
  throw new InputError({
    input: `description of an alarm with runbook ${runbook}`,
    received: `${whole.length} characters`,
    allowed: `at most ${MAX_DESCRIPTION}`,
    remedy: 'Shorten it in core/monitoring, or the address of the runbooks.',
  });
}

function constructId(id: string): string {
  return id.replaceAll('/', '');
}

/** A composite after those that it reads or that suppress it. */
function inOrder(composites: readonly CompositeDefinition[]): readonly CompositeDefinition[] {
  const ids = new Set(composites.map(({ id }) => id));
  const done = new Set<string>();
  const ordered: CompositeDefinition[] = [];
  const isReady = ({ of, suppressedBy }: CompositeDefinition): boolean =>
    [...of, ...(suppressedBy === undefined ? [] : [suppressedBy])].every((id) => !ids.has(id) || done.has(id));
  for (let rest = composites; rest.length > 0; ) {
    const ready = rest.filter(isReady);
    if (ready.length === 0) throw new RangeError(`composites read each other: ${rest.map(({ id }) => id).join(', ')}`);
    for (const each of ready) done.add(each.id);
    ordered.push(...ready);
    rest = rest.filter(({ id }) => !done.has(id));
  }
  return ordered;
}
