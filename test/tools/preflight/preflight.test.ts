import { describe, expect, it } from 'vitest';
import { release } from '../../../catalog/contract.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { accountWith, stages } from '../../helpers/fake-account.ts';
import { empty, findingsOf, notOk, OWN_ISSUER } from './findings.ts';

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
