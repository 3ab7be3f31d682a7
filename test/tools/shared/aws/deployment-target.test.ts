import { describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../../../catalog/stages.ts';
import { checkAccount, deploymentTarget } from '../../../../tools/shared/aws/deployment-target.ts';
import { sourcesOf } from '../../../helpers/fake-account.ts';

const target = async (
  stage: StageConfig,
  variables: Readonly<Record<string, string>>,
  regions: Readonly<Record<string, string>> = {},
  profile?: string,
) => deploymentTarget(stage, await sourcesOf(variables, regions)(), profile);
const regionOf = async (...input: Parameters<typeof target>) => (await target(...input)).region;

describe('the region of a deployment', () => {
  it("is the stage's own, whatever the environment contains, and the output says so", async () => {
    const { region, note } = await target(stages.prod, { AWS_REGION: 'eu-west-1' });
    expect(region).toBe('us-east-1');
    expect(note).toBe('AWS_REGION says eu-west-1; that has no effect, because stage prod names its region.');
    expect((await target(stages.prod, { AWS_REGION: 'us-east-1' })).note).toBeUndefined();
  });

  it("follows CDK's order of variables if the stage names none", async () => {
    const all = {
      AWS_REGION: 'eu-west-1',
      AMAZON_REGION: 'eu-west-2',
      AWS_DEFAULT_REGION: 'eu-west-3',
      AMAZON_DEFAULT_REGION: 'eu-north-1',
    };
    const { AWS_REGION: _1, ...second } = all;
    const { AMAZON_REGION: _2, ...third } = second;
    const { AWS_DEFAULT_REGION: _3, ...fourth } = third;
    const regions = { default: 'us-west-2' };
    expect(
      await Promise.all([all, second, third, fourth, {}].map((each) => regionOf(stages.dev, each, regions))),
    ).toEqual(['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'us-west-2']);
  });

  it("is then the profile's, or the default profile's if that has none", async () => {
    const regions = { ada: 'ap-northeast-1', default: 'us-west-2' };
    expect(await regionOf(stages.dev, { AWS_PROFILE: 'ada' }, regions)).toBe('ap-northeast-1');
    expect(await regionOf(stages.dev, { AWS_DEFAULT_PROFILE: 'ada' }, regions)).toBe('ap-northeast-1');
    expect(await regionOf(stages.dev, { AWS_PROFILE: 'bob' }, regions)).toBe('us-west-2');
    expect(await regionOf(stages.dev, { AWS_PROFILE: 'bob' }, regions, 'ada')).toBe('ap-northeast-1');
  });

  it('is refused if nothing names one: CDK would continue with the machine, and then with us-east-1', async () => {
    await expect(target(stages.dev, {})).rejects.toThrow(/AWS region: got nothing.*region of stage dev/);
  });

  it.each([
    ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
    ['us-east-1', 'aws', 'amazonaws.com'],
  ])('%s is in partition %s', async (region, name, dnsSuffix) => {
    expect((await target(stages.dev, { AWS_REGION: region })).partition).toEqual({ name, dnsSuffix });
  });
});

describe('the credentials of a deployment', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' };

  it("are, by CDK's order, --profile, keys in the environment, a profile in the environment, or what the SDK finds", async () => {
    const profile = { AWS_PROFILE: 'ada', AWS_REGION: 'us-east-1' };
    const both = { ...keys, ...profile, AWS_SESSION_TOKEN: 'token' };
    expect((await target(stages.dev, both, {}, 'bob')).credentials).toEqual({ profile: 'bob' });
    expect((await target(stages.dev, both)).credentials).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
    expect((await target(stages.dev, keys)).credentials).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
    expect((await target(stages.dev, profile)).credentials).toEqual({ profile: 'ada' });
    expect((await target(stages.dev, { AWS_REGION: 'us-east-1' })).credentials).toBe('default');
  });

  it("must be of the stage's account, if it names one", () => {
    expect(() => checkAccount({ ...stages.prod, account: '999988887777' }, '111122223333')).toThrow(
      /111122223333.*999988887777/,
    );
    checkAccount({ ...stages.prod, account: '111122223333' }, '111122223333');
    checkAccount(stages.prod, '111122223333');
  });
});
