import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, repositoryAt } from '../../build/repository.ts';
import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { checkCapacity } from '../../lib/capacity-check.ts';
import { addType } from '../../tools/add-type/add-type.ts';
import { command as calibrate } from '../../tools/calibrate/command.ts';
import { command as load } from '../../tools/load/command.ts';
import { command as plan } from '../../tools/plan/command.ts';
import { command as preflight } from '../../tools/preflight/command.ts';
import { command as simulate } from '../../tools/simulate/command.ts';
import { command as warm } from '../../tools/warm/command.ts';

const MESSAGE =
  'stage prod: oldestVersions: got "clue.solve"; allowed: ' +
  `${catalog.map(({ type }) => type).join(', ')}. Did you mean "clue.solved"?`;

const API = 'https://api.example.com/prod';

const run =
  (command: Command, ...options: readonly string[]) =>
  () =>
    command.parseAsync(options, { from: 'user' });

describe('oldestVersions of a stage that name a type the catalog does not have', () => {
  beforeAll(() => {
    Object.assign(stages.prod, { oldestVersions: { 'clue.solve': 1 } });
  });
  afterAll(() => {
    Reflect.deleteProperty(stages.prod, 'oldestVersions');
  });

  it('fail synthesis', () => {
    expect(() => checkCapacity(catalog, stages.prod)).toThrow(MESSAGE);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['plan', run(plan(), '--stage', 'prod')],
    ['simulate', run(simulate(), '--stage', 'prod')],
    ['preflight', run(preflight(), '--stage', 'prod')],
    ['warm', run(warm(), '--stage', 'prod')],
    ['calibrate', run(calibrate(), '--stage', 'prod', '--out', '-')],
    ['load of a runtime of its own', run(load(), '--start', 'prod')],
    ['load of a deployed stage', run(load(), '--url', API, '--i-own-this-endpoint', API, '--stage', 'prod')],
    [
      'add-type',
      async () =>
        addType(
          { type: 'never.shipped', key: 'playerId', priority: 'normal', peak: 1 },
          catalog,
          [stages.prod],
          repositoryAt(ROOT),
        ),
    ],
  ])('fail %s with the message of synthesis', async (_command, fail) => {
    // add-type checks the stage with the new type in its list.
    const [before = '', after = ''] = MESSAGE.split('. Did');
    await expect(fail()).rejects.toThrow(before);
    await expect(fail()).rejects.toThrow(`. Did${after}`);
  });
});
