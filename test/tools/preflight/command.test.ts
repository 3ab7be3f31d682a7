import { describe, expect, it } from 'vitest';
import { release } from '../../../catalog/contract.ts';
import type { StageConfig } from '../../../catalog/stages.ts';
import { command } from '../../../tools/preflight/command.ts';
import { AccessRefused, type AccountReader } from '../../../tools/shared/aws/account-reader.ts';
import type { DeploymentTarget } from '../../../tools/shared/aws/deployment-target.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import {
  ACCOUNT,
  accountWith,
  deployedStack,
  fakeAccount,
  NOW,
  sourcesOf,
  stackArn,
  stageNamed,
  stages,
} from '../../helpers/fake-account.ts';

interface Ran {
  readonly text: string;
  readonly exitCode: number;
  readonly target: DeploymentTarget | undefined;
}

const VIRGINIA = { AWS_REGION: 'us-east-1' };

async function run(
  account: (region: string) => AccountReader,
  options: readonly string[],
  variables: Readonly<Record<string, string>> = VIRGINIA,
  stageChanges: Partial<StageConfig> = {},
): Promise<Ran> {
  const printed: string[] = [];
  let exitCode = 0;
  let target: DeploymentTarget | undefined;
  const preflightCommand = command({
    print: (text) => printed.push(text),
    chainOf: (name, owner) => ({ types: catalog, stage: { ...stageNamed(name, owner), ...stageChanges } }),
    contract: () => release({ types: {} }, catalog),
    sources: sourcesOf(variables),
    readerOf: async (given) => {
      target = given;
      return account(given.region);
    },
    now: () => NOW,
    setExitCode: (code) => {
      exitCode = code;
    },
  });
  await preflightCommand.parseAsync(options, { from: 'user' });
  return { text: `${printed.join('\n')}\n`, exitCode, target };
}

const snapshot = (name: string) => `snapshots/${name}.txt`;
const clean = (region: string) => fakeAccount(region);
const changed = (changes: Partial<AccountReader>) => (region: string) => fakeAccount(region, changes);
const PROD = ['--stage', 'prod'];

describe('npm run preflight prints', () => {
  it('for a clean account: the stage can be deployed, and exits with 0', async () => {
    const { text, exitCode } = await run(clean, []);
    await expect(text).toMatchFileSnapshot(snapshot('clean'));
    expect(exitCode).toBe(0);
  });

  it('for an account that it may not read: no promise that the stage can be deployed', async () => {
    const refused = async (): Promise<never> => {
      throw new AccessRefused('these credentials may not do that');
    };
    const { text, exitCode } = await run(changed({ concurrency: refused, shards: refused }), []);
    expect(text).toMatch(/stage dev can be deployed, as far as it could be read: 2 unknown\n$/);
    expect(exitCode).toBe(0);
  });

  it('for a new account with a quota of ten: a clear no, and exits with 1', async () => {
    const ten = changed({ concurrency: async () => ({ limit: 10, unreserved: 10 }) });
    const { text, exitCode } = await run(ten, []);
    await expect(text).toMatchFileSnapshot(snapshot('quota-10'));
    expect(text).toMatch(/stage dev: 1 finding to mend before it is deployed\n$/);
    expect(exitCode).toBe(1);
  });

  it('for an account without a log role: the commands that create one', async () => {
    const { text, exitCode } = await run(
      changed({ gateway: async () => ({ requestsPerSecond: 10_000, burst: 5_000 }) }),
      [],
    );
    await expect(text).toMatchFileSnapshot(snapshot('no-log-role'));
    expect(exitCode).toBe(1);
  });

  it('for the leftovers of a failed try: the command that removes each', async () => {
    const stack = deployedStack(stages.prod, { status: 'ROLLBACK_COMPLETE', resources: [] });
    const arn = (rest: string) => ({ arn: `arn:aws:${rest}`, stackId: stack.id });
    const older = stackArn('cairn-prod', 'us-east-1', '22222222-2222-2222-2222-222222222222');
    const bus = `events:us-east-1:${ACCOUNT}:event-bus/cairn-prod-11111111`;
    const account = (region: string) =>
      fakeAccount(region, {
        stack: async () => stack,
        madeByStack: async () => [
          arn(`dynamodb:us-east-1:${ACCOUNT}:table/cairn-prod-TableCD117FA1-ABCDEFGHIJKL`),
          arn('s3:::cairn-prod-failures5a1b2c3d-abcdefghijkl'),
          arn(`kinesis:us-east-1:${ACCOUNT}:stream/cairn-prod-HuntJoinedStream0A1B2C3D-ABCDEFGHIJKL`),
          arn(`sqs:us-east-1:${ACCOUNT}:cairn-prod-Unrouted0A1B2C3D-ABCDEFGHIJKL`),
          arn(bus),
          arn(`logs:us-east-1:${ACCOUNT}:log-group:cairn-prod-IngestLogs0A1B2C3D-ABCDEFGHIJKL:*`),
          { arn: `arn:aws:sns:us-east-1:${ACCOUNT}:cairn-prod-Alarms`, stackId: older },
          { arn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/0a1b2c3d-0000-0000-0000-000000000000`, stackId: older },
          { arn: `arn:aws:wafv2:us-east-1:${ACCOUNT}:regional/webacl/cairn-prod/1`, stackId: undefined },
        ],
        archivesOf: async (of) => (of === `arn:aws:${bus}` ? ['cairn-prod-Archive-ABCDEFGHIJKL'] : []),
      });
    const { text } = await run(account, PROD);
    await expect(text).toMatchFileSnapshot(snapshot('leftovers'));
  });

  it('for streams at half the planned shards: the one step of this deployment', async () => {
    const account = () => accountWith(stages.prod, { shardsOf: (planned) => Math.ceil(planned / 2) });
    const { text } = await run(account, PROD);
    await expect(text).toMatchFileSnapshot(snapshot('half-the-shards'));
  });

  it('for streams at a quarter of the planned shards: the step that comes first', async () => {
    const account = () => accountWith(stages.prod, { shardsOf: (planned) => Math.ceil(planned / 4) });
    const { text, exitCode } = await run(account, PROD);
    await expect(text).toMatchFileSnapshot(snapshot('quarter-of-the-shards'));
    expect(exitCode).toBe(1);
  });

  it('for a stage that is protected before it exists: how to begin', async () => {
    const { text, exitCode } = await run(clean, PROD, VIRGINIA, { protected: true });
    await expect(text).toMatchFileSnapshot(snapshot('protected-too-early'));
    expect(exitCode).toBe(1);
  });

  it('for another region in the environment: that the stage’s own counts', async () => {
    const { text, target } = await run(clean, PROD, { AWS_REGION: 'eu-west-1' });
    expect(target?.region).toBe('us-east-1');
    await expect(text).toMatchFileSnapshot(snapshot('another-region'));
  });

  it.each(['us-east-1', 'us-east-2', 'us-west-1', 'ca-central-1', 'ap-south-2', 'cn-north-1', 'us-gov-west-1'])(
    'for %s: what its quotas allow of the stage dev',
    async (region) => {
      const { text, target } = await run(clean, [], { AWS_REGION: region });
      expect(target?.region).toBe(region);
      await expect(text).toMatchFileSnapshot(snapshot(`region-${region}`));
    },
  );

  it('for a developer’s own copy: its own stack', async () => {
    const names: string[] = [];
    const account = (region: string) =>
      fakeAccount(region, {
        stack: async (name) => {
          names.push(name);
          return undefined;
        },
      });
    const { text } = await run(account, ['--stage', 'dev', '--owner', 'ada']);
    expect(names).toEqual(['cairn-dev-ada']);
    expect(text).toMatch(/^stage dev-ada → account 111122223333/);
  });
});

describe('npm run preflight refuses', () => {
  it('an environment without a region, instead of guessing another than CDK', async () => {
    await expect(run(clean, [], {})).rejects.toThrow(/AWS region: got nothing.*export AWS_REGION=us-east-1/);
  });

  it('credentials of another account than the stage’s', async () => {
    await expect(run(clean, PROD, VIRGINIA, { account: '999988887777' })).rejects.toThrow(
      /credentials of account 111122223333.*those of account 999988887777/,
    );
  });
});
