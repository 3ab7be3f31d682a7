import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyProject, ROOT, saveFile } from '../../e2e/project-copy.ts';

const TYPE = 'catalog/clue-viewed.ts';
const STAGES = 'catalog/stages.ts';

/** Name, file, text to replace, wrong text, and the whole output of a command with it. */
const FAULTS: readonly (readonly [string, string, string, string, RegExp])[] = [
  [
    'a wrong definition',
    TYPE,
    "'normal'",
    "'urgent'",
    /^cairn: catalog clue\.viewed: priority: got "urgent"; allowed: .*$/,
  ],
  [
    'a wrong stage',
    STAGES,
    'trafficScale: 1,',
    'trafficScale: 0,',
    /^cairn: stage prod: trafficScale: got 0; allowed: .*$/,
  ],
  [
    'a stage that names a type the catalog does not have',
    STAGES,
    "streamCapacity: 'planned',",
    "streamCapacity: 'planned', oldestVersions: { 'clue.solve': 1 },",
    /^cairn: stage prod: oldestVersions: got "clue\.solve"; allowed: .*\. Did you mean "clue\.solved"\?$/,
  ],
  ['a syntax error', TYPE, 'version: 1,', 'version: 1,,', /^cairn: catalog\/clue-viewed\.ts:8: Unexpected token.*$/],
  ['an unknown name', TYPE, '{ Identifier }', '{ Identifyer }', /^cairn: catalog\/clue-viewed\.ts:3: .*Identifyer'$/],
  [
    'an unknown function',
    TYPE,
    'Type.Object',
    'Type.Objekt',
    /^cairn: catalog\/clue-viewed\.ts:9: .*Type\.Objekt is not/,
  ],
  [
    'a missing file',
    TYPE,
    './fields.ts',
    './feelds.ts',
    /^cairn: .*'catalog\/feelds\.ts' imported from catalog\/clue-view/,
  ],
];
const OVERLOAD = /^cairn: stage prod would fall over:\n( {2}[^\n]+\n?)+$/;

describe('a fault of the catalog or the stages', { timeout: 120_000 }, () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'cairn-messages-'));
  beforeAll(() => copyProject(copy));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** Runs a command of the copy as npm and the CDK CLI do, with one text of a file replaced. */
  async function withFault(file: string, text: string, instead: string, ...command: string[]): Promise<string> {
    const original = readFileSync(path.join(ROOT, file), 'utf8');
    expect(original).toContain(text);
    const changed = original.slice(original.indexOf("name: 'prod'")).includes(text) ? "name: 'prod'" : '';
    const from = original.indexOf(changed);
    saveFile(copy, file, original.slice(0, from) + original.slice(from).replace(text, instead));
    const env = { ...process.env, CDK_CONTEXT_JSON: '{"stage":"prod"}', NODE_ENV: '', FORCE_COLOR: '0' };
    const printed = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, ['bin/node24.mjs', ...command], { cwd: copy, env }, (error, stdout, stderr) =>
        error?.code === 1 ? resolve(stderr.trim()) : reject(new Error(`ended with ${error?.code}: ${stdout}${stderr}`)),
      );
    });
    saveFile(copy, file, original);
    return printed;
  }

  it.each(FAULTS)('%s: is one line at synthesis', async (_, file, text, instead, message) => {
    expect(await withFault(file, text, instead, 'bin/app.ts')).toMatch(message);
  });

  it('is one block at synthesis for an overloaded stage', async () => {
    const [, throttle = ''] =
      /name: 'prod'[\s\S]*?(requestsPerSecond: [\d_]+)/.exec(readFileSync(path.join(ROOT, STAGES), 'utf8')) ?? [];
    const printed = await withFault(STAGES, throttle, 'requestsPerSecond: 400', 'bin/app.ts');
    expect(printed).toMatch(OVERLOAD);
  });

  it.each(['plan', 'simulate', 'start'])('is the same line in %s', async (command) => {
    const [, file, text, instead, message] = FAULTS[0] ?? [];
    const printed = await withFault(file ?? '', text ?? '', instead ?? '', 'bin/cairn.ts', command);
    expect(printed).toMatch(message ?? /never/);
  });

  it.each([
    [1, 'plan'],
    [1, 'start'],
    [2, 'plan'],
  ])('of a stage (%i) is the same line in %s', async (fault, command) => {
    const [, file, text, instead, message] = FAULTS[fault] ?? [];
    const printed = await withFault(file ?? '', text ?? '', instead ?? '', 'bin/cairn.ts', command, '--stage', 'prod');
    expect(printed).toMatch(message ?? /never/);
  });

  it('includes the stack with --debug', async () => {
    const printed = await withFault(TYPE, "'normal'", "'urgent'", 'bin/cairn.ts', 'plan', '--debug');
    expect(printed).toMatch(/^InputError: catalog clue\.viewed: priority[^\n]*\n {4}at /);
  });
});
