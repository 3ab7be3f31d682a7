import { describe, expect, it } from 'vitest';
import { release } from '../../../catalog/contract.ts';
import type { StageConfig } from '../../../catalog/stages.ts';
import { InputError } from '../../../core/errors.ts';
import { partitionOf } from '../../../core/partition.ts';
import type { Finding } from '../../../tools/preflight/finding.ts';
import { preflight } from '../../../tools/preflight/preflight.ts';
import { AccessRefused, type AccountReader } from '../../../tools/shared/aws/account-reader.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { ACCOUNT, accountWith, deployedStack, fakeAccount, NOW, stackArn, stages } from '../../helpers/fake-account.ts';

const OWN_ISSUER: StageConfig = {
  ...stages.prod,
  authentication: { issuer: 'https://login.cairn.game/', audience: 'cairn', jwksUri: 'https://login.cairn.game/keys' },
};

async function findingsOf(
  stage: StageConfig,
  reader: AccountReader,
  region = stage.region ?? 'us-east-1',
  types = catalog,
  contract = release({ types: {} }, types),
): Promise<readonly Finding[]> {
  const place = { account: ACCOUNT, region, partition: partitionOf(region) };
  const stageOptions = `--stage ${stage.name}`;
  return preflight({ stage, stageOptions, catalog: types, contract, place, reader, now: NOW });
}

async function notOk(...input: Parameters<typeof findingsOf>): Promise<readonly Finding[]> {
  return (await findingsOf(...input)).filter(({ level }) => level !== 'ok');
}

const empty = (changes: Partial<AccountReader> = {}, region = 'us-east-1') => fakeAccount(region, changes);

describe('an account that is ready', () => {
  it.each([stages.dev, stages.load, OWN_ISSUER])('lets stage $name be deployed for the first time', async (stage) => {
    // The quota that stage load declares for its account; it is enough for the others too.
    const concurrency = async () => ({ limit: 1_500, unreserved: 1_500 });
    const levels = (await findingsOf(stage, empty({ concurrency }))).map(({ level, subject }) => [level, subject]);
    // Twice prod's traffic is more than a new table serves.
    const cold = stage.name === 'load' ? ['Table warmth'] : [];
    expect(levels.filter(([level]) => level !== 'ok').map(([, subject]) => subject)).toEqual(cold);
    expect(levels).toHaveLength(stage.retainState ? 15 : 14);
  });

  it('lets a deployed and protected stage be deployed again', async () => {
    const stage = { ...OWN_ISSUER, protected: true };
    expect(await notOk(stage, accountWith(stage))).toEqual([]);
  });
});

describe('types that were not released', () => {
  const [newcomer, ...others] = catalog;
  const contract = release({ types: {} }, others);

  it('are a warning if state is kept, with the command that releases them', async () => {
    expect(await findingsOf(OWN_ISSUER, empty(), undefined, catalog, contract)).toContainEqual({
      level: 'warning',
      subject: 'Released types',
      message: expect.stringContaining(`does not have ${newcomer?.type} version ${newcomer?.version}. Nothing`),
      remedy: expect.stringContaining('npm run cairn -- release-types'),
    });
  });

  it('are no warning for a stage that keeps nothing', async () => {
    const findings = await findingsOf(stages.dev, empty(), undefined, catalog, contract);
    expect(findings.map(({ subject }) => subject)).not.toContain('Released types');
  });
});

describe('concurrency', () => {
  const ten = { concurrency: async () => ({ limit: 10, unreserved: 10 }) };

  it.each([stages.dev, stages.load, OWN_ISSUER])(
    'of ten, which a new account has, is too little for stage $name',
    async (stage) => {
      expect(await notOk(stage, empty(ten))).toContainEqual(
        expect.objectContaining({
          level: 'fails',
          subject: 'Lambda concurrency',
          remedy: expect.stringMatching(/request-service-quota-increase .*L-B99A9384 --desired-value 1(000|312)/),
        }),
      );
    },
  );

  it('counts a new environment for each arriving phone and each read, because nothing is cached or warm at the start line', async () => {
    const { message } = (await findingsOf(OWN_ISSUER, empty())).find(
      ({ subject }) => subject === 'Lambda concurrency',
    ) ?? { message: '' };
    // 500 phones/s × (400 + 10) ms, 500 × (400 + 40) ms, 200 reads/s × (400 + 25) ms; (205 + 220 + 85) ÷ 0.8 = 637.5.
    expect(message).toContain('22 that handlers reserve + 638 unreserved');
    expect(message).toContain('authorizer 205 + ingest 220 + query 85');
  });

  it('counts the requests a second of all functions if they need more: ten for each invocation at once', async () => {
    // Forty types, each in requests of its own: 20,000 requests/s from as many phones as one type has.
    const viewed = catalog.filter(({ type }) => type === 'clue.viewed');
    const many = Array.from({ length: 40 }, (_, index) => viewed.map((type) => ({ ...type, type: `clue.n${index}` })));
    const message = (await findingsOf(OWN_ISSUER, empty(), undefined, many.flat())).find(
      ({ subject }) => subject === 'Lambda concurrency',
    )?.message;
    expect(message).toMatch(/stage prod needs 2\d{3} \(2\d{4} invocations\/s ÷ 10 at the start line/);
  });

  it('offers to deploy without reservations if the quota is enough for that', async () => {
    const concurrency = async () => ({ limit: 659, unreserved: 659 });
    const [finding] = await notOk(OWN_ISSUER, empty({ concurrency }));
    expect(finding?.remedy).toMatch(/^Set reservedConcurrency: false of stage prod .*\(then \d+ are enough\), or:/);
  });

  it('is a warning if others have reserved what is needed, unless the stage itself has', async () => {
    const concurrency = async () => ({ limit: 1_000, unreserved: 620 });
    expect(await notOk(OWN_ISSUER, empty({ concurrency }))).toMatchObject([
      { level: 'warning', message: expect.stringContaining('is deployed already') },
    ]);
  });
});

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

describe('the stack', () => {
  const inState = (status: string, isProtected = false) =>
    accountWith(OWN_ISSUER, { deployed: deployedStack(OWN_ISSUER, { status, isProtected }) });
  const stackFinding = async (status: string, isProtected = false) =>
    (await findingsOf(OWN_ISSUER, inState(status, isProtected))).find(({ subject }) => subject === 'Stack');

  it.each(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'])(
    'in %s must be removed first; the commands show why it failed, and remove it',
    async (status) => {
      const finding = await stackFinding(status);
      expect(finding?.level).toBe('fails');
      expect(finding?.message).toContain(`cairn-prod is in ${status}`);
      expect(finding?.remedy).toMatch(
        /describe-stack-events.*delete-stack --stack-name cairn-prod --region us-east-1/s,
      );
      expect(finding?.remedy).not.toContain('update-termination-protection');
    },
  );

  it('loses its protection before it is removed', async () => {
    const finding = await stackFinding('ROLLBACK_FAILED', true);
    expect(finding?.remedy).toMatch(/no-enable-termination-protection.*delete-stack/s);
  });

  it('is continued or removed if only a change set exists', async () => {
    expect(await stackFinding('REVIEW_IN_PROGRESS')).toMatchObject({ level: 'warning' });
  });

  it('is continued if the roll-back of its update failed', async () => {
    const finding = await stackFinding('UPDATE_ROLLBACK_FAILED');
    expect(finding).toMatchObject({ level: 'fails', remedy: expect.stringContaining('continue-update-rollback') });
  });

  it('must be waited for while it is being changed', async () => {
    const finding = await stackFinding('UPDATE_IN_PROGRESS');
    expect(finding).toMatchObject({ level: 'fails', message: expect.stringContaining('another deployment') });
  });

  it('of another stage uses up the streams that may change at once while it is created or deleted', async () => {
    const changingStacks = async () => [
      { name: 'cairn-load', status: 'CREATE_IN_PROGRESS' },
      { name: 'cairn-dev', status: 'DELETE_IN_PROGRESS' },
      { name: 'shop', status: 'CREATE_IN_PROGRESS' },
    ];
    const [finding, ...others] = await notOk(stages.dev, empty({ changingStacks }));
    expect(others).toEqual([]);
    expect(finding?.level).toBe('warning');
    expect(finding?.message).toMatch(/^cairn-load \(CREATE_IN_PROGRESS\)\. AWS lets 5 Kinesis streams/);
  });
});

describe('protection', () => {
  const stage = { ...OWN_ISSUER, protected: true };

  it('is refused before the stage exists', async () => {
    expect(await notOk(stage, empty())).toMatchObject([
      { level: 'fails', subject: 'Protection', remedy: expect.stringContaining('protected: false of stage prod') },
    ]);
  });

  it('is refused while only the remains of a failed deployment exist', async () => {
    const failed = accountWith(stage, { deployed: deployedStack(stage, { status: 'ROLLBACK_COMPLETE' }) });
    expect((await notOk(stage, failed)).map(({ subject }) => subject)).toContain('Protection');
  });

  it('is reported as missing in a deployed stage that keeps state, and in no other', async () => {
    expect(await notOk(OWN_ISSUER, accountWith(OWN_ISSUER))).toMatchObject([
      { level: 'warning', subject: 'Protection', remedy: expect.stringContaining('protected: true of stage prod') },
    ]);
    expect(await notOk(stages.dev, accountWith(stages.dev))).toEqual([]);
  });
});

describe('leftovers', () => {
  const dead = stackArn('cairn-dev', 'us-east-1', '00000000-0000-0000-0000-000000000000');
  const table = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/cairn-dev-TableCD-X`;

  it('are of stacks that are gone, never of the existing one', async () => {
    const deployed = deployedStack(stages.dev);
    const madeByStack = async () => [
      { arn: table, stackId: dead },
      { arn: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/cairn-dev-TableCD-Y`, stackId: deployed.id },
    ];
    const [finding] = await notOk(stages.dev, accountWith(stages.dev, { deployed, madeByStack }));
    expect(finding).toMatchObject({ level: 'warning', subject: 'Leftovers' });
    expect(finding?.remedy).toContain('delete-table --table-name cairn-dev-TableCD-X --region us-east-1');
    expect(finding?.remedy).not.toContain('TableCD-Y');
  });

  it('of a rolled-back creation are found although its stack is still listed', async () => {
    const deployed = deployedStack(stages.dev, { status: 'ROLLBACK_COMPLETE' });
    const madeByStack = async () => [{ arn: table, stackId: deployed.id }];
    const subjects = (await notOk(stages.dev, accountWith(stages.dev, { deployed, madeByStack }))).map(
      ({ subject }) => subject,
    );
    expect(subjects).toEqual(['Stack', 'Leftovers']);
  });
});

describe('streams', () => {
  const stage = { ...OWN_ISSUER, protected: true };
  const pings = (findings: readonly Finding[]) =>
    findings.find(({ subject }) => subject === 'Shards of location.pinged');

  it('with half the planned shards are doubled by the deployment', async () => {
    const findings = await findingsOf(stage, accountWith(stage, { shardsOf: (planned) => Math.ceil(planned / 2) }));
    expect(pings(findings)).toMatchObject({ level: 'ok', message: '3 → 6 with this deployment.' });
    expect(findings.every(({ level }) => level === 'ok')).toBe(true);
  });

  it('with less than half need changes of their own first', async () => {
    const finding = pings(await findingsOf(stage, accountWith(stage, { shardsOf: () => 1 })));
    expect(finding?.level).toBe('fails');
    expect(finding?.message).toMatch(/^1 → 2 → 4 → 6 takes 3 changes\./);
    expect(finding?.remedy?.match(/--target-shard-count \d+/g)).toEqual([
      '--target-shard-count 2',
      '--target-shard-count 4',
    ]);
  });

  it('with more than twice the planned shards are halved first', async () => {
    const finding = pings(await findingsOf(stage, accountWith(stage, { shardsOf: (planned) => planned * 3 })));
    expect(finding?.message).toMatch(/^18 → 9 → 6 takes 2 changes/);
  });
});

describe('table and index', () => {
  const loaded: StageConfig = { ...stages.load, retainState: false };

  it('are warmed before a peak that a new table cannot serve', async () => {
    expect(await notOk(loaded, accountWith(loaded))).toMatchObject([
      {
        level: 'warning',
        subject: 'Table warmth',
        remedy: 'Before players come: npm run cairn -- warm --stage load',
      },
    ]);
  });

  it('are enough once they are warm', async () => {
    const warm = { readUnits: 12_000, writeUnits: 5_000 };
    expect(await notOk(loaded, accountWith(loaded, { warm: { table: warm, index: warm } }))).toEqual([]);
  });
});

describe('an event type whose file is gone', () => {
  const stage = { ...OWN_ISSUER, protected: true };
  const without = catalog.filter(({ type }) => type !== 'hint.requested');
  const age = deployedStack(stage).eventTypes?.['hint.requested']?.maxRecordAgeSeconds ?? 0;
  const removal = async (retired: boolean, unchangedSeconds: number, messages = 0) => {
    const base = deployedStack(stage);
    const eventTypes = { ...base.eventTypes, 'hint.requested': { retired, maxRecordAgeSeconds: age } };
    const deployed = deployedStack(stage, { eventTypes, changedAt: NOW - unchangedSeconds * 1_000 });
    const account = accountWith(stage, { deployed, queuedMessages: async () => messages });
    return (await findingsOf(stage, account, 'us-east-1', without)).find(
      ({ subject }) => subject === 'Removal of hint.requested',
    );
  };

  it('must be retired first', async () => {
    expect(await removal(false, 10 * age)).toMatchObject({
      level: 'fails',
      remedy: expect.stringMatching(/^Put catalog\/hint-requested\.ts back with retired: true and deploy/),
    });
  });

  it('must have been retired for as long as its records may be on their way', async () => {
    expect(await removal(true, age - 60)).toMatchObject({
      level: 'fails',
      remedy: expect.stringContaining('wait for 1 minutes more'),
    });
    expect(await removal(true, age)).toMatchObject({ level: 'ok' });
  });

  it('must have empty queues', async () => {
    expect(await removal(true, 2 * age, 3)).toMatchObject({
      level: 'fails',
      message: expect.stringMatching(/3 messages are in https:.*HintRequestedRuleFailures/),
    });
  });
});

describe('a region', () => {
  it('of China cannot have the stack as it is, and refuses players until the account has an ICP licence', async () => {
    expect(await notOk(stages.dev, empty({}, 'cn-north-1'), 'cn-north-1')).toMatchObject([
      { level: 'fails', subject: 'Region', message: expect.stringContaining('takes no S3 bucket') },
      { level: 'warning', subject: 'Region', message: expect.stringContaining('no metrics of event source mappings') },
      { level: 'warning', subject: 'Region', message: expect.stringContaining('ICP licence') },
    ]);
  });

  it('without archives of EventBridge cannot have the stack', async () => {
    expect(await notOk(stages.dev, empty({}, 'ap-east-2'), 'ap-east-2')).toMatchObject([
      { level: 'fails', subject: 'Region', message: expect.stringContaining('no archives in ap-east-2') },
    ]);
  });

  it('of a partition that was never checked is reported as unknown', async () => {
    const findings = await notOk(stages.dev, empty({}, 'eusc-de-east-1'), 'eusc-de-east-1');
    expect(findings).toMatchObject([{ level: 'unknown', message: expect.stringContaining('partition aws-eusc') }]);
  });
});
