import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readContract } from '../../../build/contract-file.ts';
import { catalog } from '../../../catalog/index.ts';
import { command } from '../../../tools/release-types/command.ts';

describe('npm run cairn -- release-types', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-contract-'));
  const file = path.join(directory, 'contract.json');
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function run(types: typeof catalog, ...options: readonly string[]): Promise<readonly string[]> {
    const lines: string[] = [];
    await command({ print: (line) => lines.push(line), catalog: types, file }).parseAsync(options, { from: 'user' });
    return lines;
  }
  const text = () => readFileSync(file, 'utf8');
  const [type, ...others] = catalog as [(typeof catalog)[number], ...typeof catalog];

  it('adds what is not released, prints it, and then has nothing to do', async () => {
    writeFileSync(file, '{ "types": {} }\n');
    expect(await run([type])).toContain(`released ${type.type} version ${type.version}`);
    const before = text();
    const printed = await run(catalog);
    for (const { type: name, version } of others) expect(printed).toContain(`released ${name} version ${version}`);
    expect(printed.join()).not.toContain(type.type);
    const { types } = readContract(file);
    expect(Object.keys(types)).toEqual(catalog.map((one) => one.type).sort());
    expect(types[type.type]).toEqual(JSON.parse(before).types[type.type]);
    expect(await run([...catalog].reverse())).toEqual([expect.stringMatching(/^nothing to release/)]);
  });

  it('writes nothing with --check, and names what is not released', async () => {
    writeFileSync(file, '{ "types": {} }\n');
    expect(await run([type], '--check')).toEqual([
      `the catalog breaks no released version; not released yet: ${type.type} version ${type.version}`,
    ]);
    expect(text()).toBe('{ "types": {} }\n');
  });

  it('refuses a catalog that breaks the released contract, and leaves the file unchanged', async () => {
    writeFileSync(file, '{ "types": {} }\n');
    await run(catalog);
    const before = text();
    for (const options of [[], ['--check']]) {
      await expect(run(others, ...options)).rejects.toThrow(`${type.type}: it was released and is no longer`);
    }
    expect(text()).toBe(before);
  });

  it.each([
    ['no JSON', '<<<<<<< HEAD'],
    ['no types', '[]'],
    ['a type without versions', '{ "types": { "a.b": { "partitionKey": "playerId", "versions": {} } } }'],
    ['a version that is no number', '{ "types": { "a.b": { "partitionKey": "playerId", "versions": { "x": {} } } } }'],
  ])('refuses a file that has %s', async (_what, contents) => {
    writeFileSync(file, contents);
    await expect(run(catalog)).rejects.toThrow(/catalog\/contract\.json: got .*Restore the file from git/);
  });
});
