import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { typeFiles } from '../../build/type-files.ts';
import { stages } from '../../catalog/stages.ts';
import { copyProject, ROOT, saveFile } from '../e2e/project-copy.ts';
import { type FirstChange, replaced } from './changes.ts';
import { exampleIn, showsEffect } from './effect.ts';
import { output } from './output.ts';
import type { Steps } from './steps.ts';
import { comparedFiles, failuresOf, type VitestReport } from './test-files.ts';

/** Makes one first change in a copy of its own. A step that fails ends it; the counts are in `steps`. */
export async function makeChange(change: FirstChange, steps: Steps): Promise<void> {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'cairn-first-change-'));
  try {
    await inCopy(copy, change, steps);
  } catch {
    // The step has printed and counted it.
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function inCopy(
  copy: string,
  { type, options, shape, raise, released = false }: FirstChange,
  steps: Steps,
): Promise<void> {
  const files = typeFiles(type);
  const rule = `${files.functionFolder}/store-latest.ts`;
  const ownTest = `${files.testFolder}/store-latest.test.ts`;
  const step = <Result>(name: string, act: () => Result | Promise<Result>) => steps.step(`${type}: ${name}`, act);
  const run = (...command: readonly string[]) => output(copy, command);
  const edit = (file: string, change: (text: string) => string): void =>
    saveFile(copy, file, change(readFileSync(path.join(copy, file), 'utf8')));
  const vitest = ['node', 'bin/node24.mjs', 'node_modules/vitest/vitest.mjs', 'run'];

  await step('a copy of the repository', async () => {
    copyProject(copy);
    await run('git', 'init', '--quiet');
    await run('git', 'add', '--all');
    await run(
      'git',
      '-c',
      'user.name=Cairn',
      '-c',
      'user.email=cairn@example.com',
      'commit',
      '--quiet',
      '-m',
      'As shipped',
    );
  });
  const printed = await step('add-type', () => run('npm', 'run', 'cairn', '--', 'add-type', type, ...options));
  if (shape !== undefined) await step('fields of its own', () => edit(files.definition, shape));
  await step('typecheck', () => run('npm', 'run', 'typecheck'));
  await step('lint', () => run('npm', 'run', 'lint'));
  await step('docs', () => run('npm', 'run', 'docs'));
  // Tests read what git knows of the copy.
  await run('git', 'add', '--all');
  await step('npm test, the same files and the new one', async () => {
    const report = path.join(copy, 'cdk.out', 'first-change.json');
    const ended = await run('npm', 'test', '--', '--reporter=json', `--outputFile=${report}`).catch(
      (error: Error) => error,
    );
    if (!existsSync(report)) throw ended;
    const results: VitestReport = JSON.parse(readFileSync(report, 'utf8'));
    const problems = [...failuresOf(results), ...comparedFiles(ROOT, copy, results, [ownTest])];
    if (problems.length > 0) throw new Error(problems.join('\n'));
    if (ended instanceof Error) throw ended;
  });
  await step('a bug planted in the new handler turns its test red', async () => {
    const good = readFileSync(path.join(copy, rule), 'utf8');
    saveFile(copy, rule, replaced(good, 'order > newest.order', 'order < newest.order'));
    const failure = await run(...vitest, '--project', 'unit', ownTest).then(
      () => undefined,
      (error: Error) => error.message,
    );
    saveFile(copy, rule, good);
    if (failure === undefined || !/Tests .*[1-9]\d* failed/.test(failure)) {
      throw new Error(`${ownTest} did not notice that the oldest event of a batch wins:\n${failure ?? 'it passed'}`);
    }
  });
  for (const stage of Object.keys(stages)) {
    await step(`cdk synth of ${stage}`, () =>
      run('npx', 'cdk', 'synth', '--quiet', '-c', `stage=${stage}`, '-o', `cdk.out/${stage}`),
    );
  }
  const example = () => exampleIn(copy, type);
  const first = await example();
  await step('start, send, see the effect', () => showsEffect(copy, type, printed, [first]));
  if (released) {
    await step('release the first version', () => run('npm', 'run', 'cairn', '--', 'release-types'));
    await step('a field renamed without a new version is refused', async () => {
      const good = readFileSync(path.join(copy, files.definition), 'utf8');
      edit(files.definition, (text) =>
        replaced(
          replaced(text, 'subjectId: Identifier,', 'reason: Identifier,'),
          "subjectId: 'castle'",
          "reason: 'lost'",
        ),
      );
      const failure = await run('npm', 'run', 'cairn', '--', 'release-types', '--check').then(
        () => undefined,
        (error: Error) => error.message,
      );
      saveFile(copy, files.definition, good);
      if (failure === undefined || !failure.includes('earlier')) throw new Error(failure ?? 'it was taken');
    });
  }
  await step('raise the version', async () => {
    edit(files.definition, raise);
    await run('npm', 'run', 'typecheck');
    await run('npm', 'run', 'lint');
    await run(...vitest, '--project', 'unit', ownTest);
  });
  await step('phones of both versions are understood', async () =>
    showsEffect(copy, type, printed, [first, await example()]),
  );
  await step('remove-type', async () => {
    await run('npm', 'run', 'cairn', '--', 'remove-type', type);
    if (released) {
      const retired = readFileSync(path.join(copy, files.definition), 'utf8');
      if (!retired.includes('  retired: true,')) throw new Error(`${files.definition} is not retired:\n${retired}`);
      await run('npm', 'run', 'typecheck');
      await run('npm', 'run', 'cairn', '--', 'remove-type', type);
    }
    // A raised throttle is the studio's to lower; pages, rules and dashboards follow the catalog by "npm run docs", of
    // which the second half is fast.
    await run('git', 'checkout', 'HEAD', '--', 'catalog/stages.ts');
    await run('npm', 'run', 'monitoring:files');
    const left = await run('git', 'diff', 'HEAD', '--', '.', ':!docs', ':!README.md');
    if (left.trim() !== '') throw new Error(`remove-type leaves behind:\n${left}`);
    for (const file of [files.definition, files.functionFolder, files.testFolder]) {
      if (existsSync(path.join(copy, file))) throw new Error(`remove-type leaves ${file}`);
    }
    await run('npm', 'run', 'typecheck');
  });
}
