import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { type Stage, stages } from '../../../catalog/stages.ts';
import { AccessRefused, type AccountReader } from '../../../tools/preflight/account-reader.ts';
import { command } from '../../../tools/preflight/command.ts';
import type { Finding } from '../../../tools/preflight/finding.ts';
import { preflight } from '../../../tools/preflight/preflight.ts';

const READY: AccountReader = {
  identity: async () => ({ account: '111122223333', region: 'us-east-1' }),
  concurrency: async () => ({ limit: 1_000, unreserved: 1_000 }),
  gateway: async () => ({ logRoleArn: 'arn:aws:iam::111122223333:role/logs', requestsPerSecond: 10_000, burst: 5_000 }),
  bootstrapVersion: async () => 28,
  publishesPerSecond: async () => 10_000,
  shards: async () => ({ limit: 500, open: 0 }),
};

const OWN_ISSUER: Stage = {
  ...stages.prod,
  authentication: { issuer: 'https://login.cairn.game/', audience: 'cairn', jwksUri: 'https://login.cairn.game/keys' },
};

async function findingsOf(stage: Stage, account: Partial<AccountReader>): Promise<readonly Finding[]> {
  return preflight(stage, catalog, { ...READY, ...account });
}

async function failuresOf(stage: Stage, account: Partial<AccountReader>): Promise<readonly Finding[]> {
  return (await findingsOf(stage, account)).filter(({ level }) => level === 'fails');
}

describe('preflight', () => {
  it.each([stages.dev, stages.load, OWN_ISSUER])(
    'finds nothing against stage $name in an account that is ready',
    async (stage) => {
      expect((await findingsOf(stage, {})).map(({ level }) => level)).toEqual(Array(7).fill('ok'));
    },
  );

  it('fails where a new account has too little concurrency to reserve, and names both ways out', async () => {
    const [failure, ...others] = await failuresOf(OWN_ISSUER, {
      concurrency: async () => ({ limit: 10, unreserved: 10 }),
    });
    expect(others).toEqual([]);
    expect(failure?.message).toBe(
      'the quota is 10, but 122 are needed (22 to reserve + 100 that Lambda keeps unreserved).',
    );
    expect(failure?.remedy).toMatch(
      /reservedConcurrency: false of stage prod.*quota "Concurrent executions" of 122 or more/,
    );
  });

  it('takes such an account for a stage that reserves nothing, and tells what reserving would need', async () => {
    const findings = await findingsOf(stages.dev, { concurrency: async () => ({ limit: 10, unreserved: 10 }) });
    const finding = findings.find(({ subject }) => subject === 'Lambda concurrency');
    expect(finding).toMatchObject({ level: 'ok', message: expect.stringContaining('On, they would need 112') });
  });

  it('warns where others have reserved what is needed, unless the stage itself has', async () => {
    const findings = await findingsOf(OWN_ISSUER, { concurrency: async () => ({ limit: 1_000, unreserved: 121 }) });
    expect(findings.find(({ level }) => level === 'warning')?.message).toContain('is deployed already');
  });

  it('fails where API Gateway has no logging role, with the commands that set one for this account', async () => {
    const gateway = async () => ({ requestsPerSecond: 10_000, burst: 5_000 });
    const [failure] = await failuresOf(stages.dev, { gateway });
    expect(failure?.subject).toBe('API Gateway logging role');
    expect(failure?.remedy).toContain('value=arn:aws:iam::111122223333:role/api-gateway-logs');
  });

  it('fails where the account admits fewer requests than the stage', async () => {
    const gateway = async () => ({ logRoleArn: 'arn', requestsPerSecond: 2_499, burst: 5_000 });
    expect(await failuresOf(OWN_ISSUER, { gateway })).toMatchObject([
      { subject: 'API Gateway throttle', remedy: expect.stringContaining('"Throttle rate" of 2500 or more') },
    ]);
  });

  it('warns where only the burst is smaller: AWS does not raise it on request', async () => {
    const gateway = async () => ({ logRoleArn: 'arn', requestsPerSecond: 2_500, burst: 1_250 });
    const findings = await findingsOf(OWN_ISSUER, { gateway });
    expect(findings.find(({ level }) => level === 'warning')?.remedy).toContain('throttle.burst of stage prod to 1250');
  });

  it.each([
    [undefined, 'there is none in account 111122223333'],
    [5, 'version 5 is older than 6'],
  ])('fails where the bootstrap version is %s', async (version, message) => {
    expect(await failuresOf(stages.dev, { bootstrapVersion: async () => version })).toMatchObject([
      { message: expect.stringContaining(message), remedy: 'Run: npx cdk bootstrap aws://111122223333/us-east-1' },
    ]);
  });

  it('fails where the region publishes fewer events than the stage admits requests', async () => {
    expect(await failuresOf(OWN_ISSUER, { publishesPerSecond: async () => 2_400 })).toMatchObject([
      { subject: 'EventBridge PutEvents', remedy: expect.stringContaining('of 2500 or more') },
    ]);
  });

  it('fails where the shards do not fit, except for on-demand streams', async () => {
    const shards = async () => ({ limit: 10, open: 2 });
    expect(await failuresOf(OWN_ISSUER, { shards })).toMatchObject([
      { message: 'stage prod has 11; 2 of 10 are in use.', remedy: expect.stringContaining('of 13 or more') },
    ]);
    expect(await failuresOf({ ...OWN_ISSUER, streamCapacity: 'on-demand' }, { shards })).toEqual([]);
  });

  it('fails for the example issuer of prod, and for development keys where state is kept', async () => {
    expect(await failuresOf(stages.prod, {})).toMatchObject([
      { message: expect.stringContaining('nobody could sign in') },
    ]);
    expect(await failuresOf({ ...stages.prod, authentication: stages.dev.authentication }, {})).toMatchObject([
      { remedy: expect.stringContaining('authentication.jwksUri of stage prod') },
    ]);
  });

  it('goes on where the caller may not read something, and says what it lacks', async () => {
    const refused = async (): Promise<never> => {
      throw new AccessRefused('these credentials may not kinesis:DescribeLimits');
    };
    const findings = await findingsOf(stages.dev, { shards: refused });
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([
      {
        level: 'unknown',
        subject: 'Kinesis shards',
        message: 'could not be read: these credentials may not kinesis:DescribeLimits',
      },
    ]);
  });
});

describe('npm run preflight', () => {
  const run = async (account: Partial<AccountReader>, ...options: readonly string[]) => {
    const printed: string[] = [];
    const regions: (string | undefined)[] = [];
    let exitCode = 0;
    const preflightCommand = command({
      print: (text) => printed.push(text),
      readerOf: async (region) => {
        regions.push(region);
        return { ...READY, ...account };
      },
      setExitCode: (code) => {
        exitCode = code;
      },
    });
    await preflightCommand.parseAsync(options, { from: 'user' });
    return { text: printed.join('\n'), exitCode, region: regions[0] };
  };

  it('ends with 0 where all is ready', async () => {
    const { text, exitCode, region } = await run({});
    expect(text).toMatch(/stage dev can be deployed$/);
    expect(exitCode).toBe(0);
    expect(region).toBeUndefined();
  });

  it("ends with 1 where something would fail, and reads the stage's region", async () => {
    const { text, exitCode, region } = await run({ bootstrapVersion: async () => undefined }, '--stage', 'load');
    expect(text).toMatch(/FAILS {4}CDK bootstrap: there is none/);
    expect(text).toMatch(/stage load: 1 to mend before it is deployed$/);
    expect(exitCode).toBe(1);
    expect(region).toBe('us-east-1');
  });

  it('reads another region on request', async () => {
    expect((await run({}, '--stage', 'load', '--region', 'eu-west-1')).region).toBe('eu-west-1');
  });
});
