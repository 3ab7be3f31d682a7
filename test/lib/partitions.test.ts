import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { stackOf, templateOf } from '../helpers/templates.ts';

/**
 * ARNs and hosts that exist only in the partition `aws`. Names of service principals are the same in all partitions.
 */
const OF_ONE_PARTITION = [/arn:aws:[^"]*/g, /[\w-]+\.[\w-]+\.amazonaws\.com(?!\.cn)/g];

function foreign(template: object): readonly string[] {
  const text = JSON.stringify(template);
  return OF_ONE_PARTITION.flatMap((pattern) => text.match(pattern) ?? []);
}

const abroad = (region: string, change: Partial<StageConfig> = {}): StageConfig => ({
  ...stages.prod,
  region,
  corsOrigins: ['https://play.example.com'],
  ...change,
});
const warningsOf = (stage: StageConfig) =>
  Annotations.fromStack(stackOf(stage))
    .findWarning('*', Match.stringLikeRegexp('cairn:region-gap|event source mapping|ICP'))
    .map(({ entry }) => String(entry.data));

describe('Stage prod in another partition', () => {
  it.each(['cn-north-1', 'us-gov-west-1'])('in %s contains no ARN and no host of the partition aws', (region) => {
    const domain = {
      name: 'api.play.example.com',
      certificateArn: `arn:${region.startsWith('cn') ? 'aws-cn' : 'aws-us-gov'}:acm:${region}:111122223333:certificate/0b9f`,
    };
    const template = Template.fromStack(stackOf(abroad(region, { domain }))).toJSON();
    expect(foreign(template)).toEqual([]);
    expect(JSON.stringify(template)).toContain(region.startsWith('cn') ? 'arn:aws-cn:' : 'arn:aws-us-gov:');
  });

  it('is found to contain some after one is planted', () => {
    expect(foreign(templateOf('prod').toJSON())).not.toEqual([]);
    const planted = { Resource: 'arn:aws:s3:::bucket', Url: 'https://queue.cn-north-1.amazonaws.com/1' };
    expect(foreign(planted)).toHaveLength(2);
  });

  it('warns at synthesis of what AWS does not offer there', () => {
    const china = warningsOf(abroad('cn-north-1')).join(' ');
    expect(china).toMatch(/no S3 bucket as the on-failure destination/);
    expect(china).toMatch(/Stopped, HandedBack and FailureStored are left out/);
    expect(china).toMatch(/ICP licence/);
    expect(warningsOf(abroad('us-gov-west-1'))).toEqual([]);
    expect(warningsOf(abroad('us-gov-west-1', { tags: { app: 'cairn' } })).join()).toMatch(/no tags of event source/);
    expect(warningsOf(stages.prod)).toEqual([]);
  });
});
