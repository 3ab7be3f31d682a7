import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { stages } from '../../catalog/stages.ts';
import { idleCost } from '../../core/capacity/idle-cost.ts';
import { templateOf } from '../helpers/templates.ts';

const README = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');

/** The README's row of a stage, from its template. */
function row(name: keyof typeof stages): string {
  const template = templateOf(name);
  const properties = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const shards = properties('AWS::Kinesis::Stream').reduce((sum, { ShardCount }) => sum + (ShardCount ?? 0), 0);
  const alarms = properties('AWS::CloudWatch::Alarm').length;
  const webAcls = properties('AWS::WAFv2::WebACL');
  const webAclRules = webAcls.reduce((sum, { Rules }) => sum + Rules.length, 0);
  const keys = properties('AWS::KMS::Key').length;
  const cost = idleCost({ shards, alarms, keys, webAcls: webAcls.length, webAclRules });
  const dollars = (value: number) => value.toFixed(0);
  return `| \`${name}\` | ${shards} shards: ${dollars(cost.streams)} | ${alarms} alarms: ${dollars(cost.alarms)} | ${dollars(cost.keys)} | ${dollars(cost.waf)} | **${dollars(cost.total)}** |`;
}

describe("the README's idle cost", () => {
  it.each(Object.keys(stages) as (keyof typeof stages)[])('of stage %s is what its template comes to', (name) => {
    expect(README).toContain(row(name));
  });
});
