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
        };
      }
    >
  >;
}

/** README's table of what each stage costs while nobody plays, from its template. Dollars a month. */
export function idleTable(templates: Readonly<Record<string, StackTemplate>>): string {
  return markdownTable(
    ['stage', 'Kinesis', 'CloudWatch', 'KMS key', 'WAF', 'in all'],
    Object.entries(templates).map(([stage, template]) => row(stage, template)),
  );
}

function row(stage: string, { Resources }: StackTemplate): string[] {
  const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const shards = ofType('AWS::Kinesis::Stream').reduce((sum, { Properties }) => sum + (Properties?.ShardCount ?? 0), 0);
  const alarms = ofType('AWS::CloudWatch::Alarm').length;
  const webAcls = ofType('AWS::WAFv2::WebACL');
  const webAclRules = webAcls.reduce((sum, { Properties }) => sum + (Properties?.Rules?.length ?? 0), 0);
  const keys = ofType('AWS::KMS::Key').length;
  const cost = idleCost({ shards, alarms, keys, webAcls: webAcls.length, webAclRules });
  const dollars = (value: number) => value.toFixed(0);
  return [
    `\`${stage}\``,
    `${shards} shards: ${dollars(cost.streams)}`,
    `${alarms} alarms: ${dollars(cost.alarms)}`,
    dollars(cost.keys),
    dollars(cost.waf),
    `**${dollars(cost.total)}**`,
  ];
}
