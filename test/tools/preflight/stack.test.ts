import { describe, expect, it } from 'vitest';
import { ACCOUNT, accountWith, deployedStack, stackArn, stages } from '../../helpers/fake-account.ts';
import { empty, findingsOf, notOk, OWN_ISSUER } from './findings.ts';

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
