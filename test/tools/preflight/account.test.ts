import { describe, expect, it } from 'vitest';
import { InputError } from '../../../core/errors.ts';
import { AccessRefused } from '../../../tools/shared/aws/account-reader.ts';
import { ACCOUNT, accountWith, stages } from '../../helpers/fake-account.ts';
import { empty, findingsOf, notOk, OWN_ISSUER } from './findings.ts';

describe('the account', () => {
  it('needs a logging role of API Gateway; the commands that set one name account, region and partition', async () => {
    const gateway = async () => ({ requestsPerSecond: 10_000, burst: 5_000 });
    const [failure] = await notOk(stages.dev, empty({ gateway }), 'us-gov-west-1');
    expect(failure?.subject).toBe('API Gateway logging role');
    expect(failure?.remedy).toContain(`value=arn:aws-us-gov:iam::${ACCOUNT}:role/api-gateway-logs`);
    expect(failure?.remedy).toContain('arn:aws-us-gov:iam::aws:policy/service-role/');
    expect(failure?.remedy).toContain('--region us-gov-west-1');
  });

  it('may admit fewer requests than the stage', async () => {
    const gateway = async () => ({ logRoleArn: 'arn', requestsPerSecond: 2_499, burst: 5_000 });
    expect(await notOk(OWN_ISSUER, empty({ gateway }))).toMatchObject([
      { level: 'fails', remedy: expect.stringContaining('"Throttle rate" of 2750 or more') },
    ]);
  });

  it('may have a smaller burst, which AWS does not raise on request', async () => {
    const gateway = async () => ({ logRoleArn: 'arn', requestsPerSecond: 2_750, burst: 1_250 });
    expect(await notOk(OWN_ISSUER, empty({ gateway }))).toMatchObject([
      { level: 'warning', remedy: expect.stringContaining('throttle.burst of stage prod to 1250') },
    ]);
  });

  it.each([
    [undefined, 'there is none in account 111122223333'],
    [5, 'version 5 is older than 6'],
  ])('needs a bootstrap newer than version %s', async (version, message) => {
    expect(await notOk(stages.dev, empty({ bootstrapVersion: async () => version }))).toMatchObject([
      {
        level: 'fails',
        message: expect.stringContaining(message),
        remedy: expect.stringContaining('npx cdk bootstrap aws://111122223333/us-east-1'),
      },
    ]);
  });

  it('may publish fewer events than the stage admits requests', async () => {
    expect(await notOk(OWN_ISSUER, empty({ publishesPerSecond: async () => 2_400 }))).toMatchObject([
      {
        subject: 'EventBridge PutEvents',
        remedy: expect.stringMatching(
          /of 2750 or more[\s\S]*--service-code events --quota-code L-9B653E91 --desired-value 2750/,
        ),
      },
    ]);
  });

  it('may have fewer deliveries to targets than the stage admits entries: EventBridge would deliver late', async () => {
    expect(await notOk(OWN_ISSUER, empty({ targetInvocationsPerSecond: async () => 2_499 }))).toEqual([
      {
        level: 'fails',
        subject: 'EventBridge target invocations',
        // 2,000 entries/s at peak, and the throttle of 2,750 admits 1.25 times the 2,200 requests/s.
        message:
          'stage prod admits up to 2500 deliveries/s, the quota in us-east-1 is 2499: phones would be answered 202 and events delivered late.',
        remedy: expect.stringMatching(
          /--service-code events --quota-code L-5540C5E3 --desired-value 2500 --region us-east-1$/,
        ),
      },
    ]);
    expect(await notOk(OWN_ISSUER, empty({ targetInvocationsPerSecond: async () => 2_500 }))).toEqual([]);
  });

  it('may have too few shards, but not for on-demand streams', async () => {
    const shards = async () => ({ limit: 10, open: 2 });
    expect(await notOk(OWN_ISSUER, empty({ shards }))).toMatchObject([
      {
        level: 'fails',
        message: 'stage prod has 11; 2 of 10 are in use by others.',
        remedy: expect.stringContaining('of 13 or more'),
      },
    ]);
    expect(await notOk({ ...OWN_ISSUER, streamCapacity: 'on-demand' }, empty({ shards }))).toEqual([]);
  });

  it('counts the shards of the deployed stage once', async () => {
    const stage = { ...OWN_ISSUER, protected: true };
    const account = accountWith(stage, { shards: async () => ({ limit: 12, open: 12 }) });
    expect(await notOk(stage, account)).toEqual([]);
  });

  it('needs an issuer that is not an example, and no development keys if state is kept', async () => {
    expect(await notOk(stages.prod, empty())).toMatchObject([
      { level: 'fails', message: expect.stringContaining('nobody could sign in') },
    ]);
    const withKeys = { ...stages.prod, authentication: stages.dev.authentication };
    expect(await notOk(withKeys, empty())).toMatchObject([
      { level: 'fails', remedy: expect.stringContaining('authentication.jwksUri of stage prod') },
    ]);
  });

  it('is examined further if the caller may not read something, and the missing permission is named', async () => {
    const refused = async (): Promise<never> => {
      throw new AccessRefused('these credentials may not kinesis:DescribeLimits');
    };
    expect(await notOk(stages.dev, empty({ shards: refused }))).toEqual([
      {
        level: 'unknown',
        subject: 'Kinesis shards',
        message: 'could not be read: these credentials may not kinesis:DescribeLimits',
      },
    ]);
  });

  it('is examined further if a service does not answer, or not as in other regions', async () => {
    const warmth = async (): Promise<never> => {
      throw new Error('AWS answered without WarmThroughput.ReadUnitsPerSecond');
    };
    const publishesPerSecond = async (): Promise<never> => {
      throw Object.assign(new Error('no endpoint', { cause: new Error('getaddrinfo ENOTFOUND') }), { $metadata: {} });
    };
    const findings = await findingsOf(OWN_ISSUER, accountWith(OWN_ISSUER, { warmth, publishesPerSecond }));
    expect(findings.filter(({ level }) => level === 'unknown')).toEqual([
      {
        level: 'unknown',
        subject: 'EventBridge PutEvents',
        message: 'could not be read: no endpoint: getaddrinfo ENOTFOUND',
      },
      {
        level: 'unknown',
        subject: 'Table warmth',
        message: 'could not be read: AWS answered without WarmThroughput.ReadUnitsPerSecond',
      },
    ]);
  });

  it('is not examined without credentials, nor after a fault of our own', async () => {
    const stops = async (error: Error) =>
      notOk(stages.dev, empty({ shards: () => Promise.reject(error) })).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    for (const error of [
      new InputError({ input: 'AWS credentials', received: 'none', allowed: 'some', remedy: 'Set AWS_PROFILE.' }),
      new TypeError("Cannot read properties of undefined (reading 'shards')"),
    ]) {
      expect(await stops(error)).toBe(error);
    }
  });
});
