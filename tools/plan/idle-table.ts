import { idleCost } from '../../core/capacity/model/idle-cost.ts';
import { markdownTable } from '../shared/generated-blocks.ts';

/** The parts of a synthesized stack that the table needs. */
interface StackTemplate {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: {
          /** For a provisioned stream. */
          readonly ShardCount?: number;
          /** For a web ACL. */
          readonly Rules?: readonly unknown[];
          /** For an alarm on metric math. */
          readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
        };
      }
    >
  >;
}

/** README's table of what each stage costs while nobody plays, from its templates in one. Dollars a month. */
export function idleTable(templates: Readonly<Record<string, StackTemplate>>): string {
  return markdownTable(
    ['stage', 'Kinesis', 'CloudWatch', 'KMS key', 'WAF', 'in all'],
    Object.entries(templates).map(([stage, template]) => row(stage, template)),
  );
}

function row(stage: string, { Resources }: StackTemplate): string[] {
  const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const shards = ofType('AWS::Kinesis::Stream').reduce((sum, { Properties }) => sum + (Properties?.ShardCount ?? 0), 0);
  const alarms = ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => sum + metricsIn(Properties), 0);
  const composites = ofType('AWS::CloudWatch::CompositeAlarm').length;
  const dashboards = ofType('AWS::CloudWatch::Dashboard').length;
  const webAcls = ofType('AWS::WAFv2::WebACL');
  const webAclRules = webAcls.reduce((sum, { Properties }) => sum + (Properties?.Rules?.length ?? 0), 0);
  const keys = ofType('AWS::KMS::Key').length;
  const cost = idleCost({ shards, alarms, composites, dashboards, keys, webAcls: webAcls.length, webAclRules });
  const dollars = (value: number) => value.toFixed(0);
  return [
    `\`${stage}\``,
    `${shards} shards: ${dollars(cost.streams)}`,
    `${alarms} alarm metrics, ${composites} composites, a dashboard: ${dollars(cost.alarms)}`,
    dollars(cost.keys),
    dollars(cost.waf),
    `**${dollars(cost.total)}**`,
  ];
}

/** An alarm pays for each metric that its expression reads. */
function metricsIn({ Metrics }: NonNullable<StackTemplate['Resources'][string]['Properties']> = {}): number {
  return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}
