import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainFailure } from '../../../build/explain-failure.ts';
import type { SynthesizeOptions } from '../../../build/synthesis/assemble.ts';
import { issuerFile, loadOrCreateIssuer } from '../../../build/synthesis/issuer.ts';
import { synthesize } from '../../../build/synthesis/synthesize.ts';
import { ContractError, release } from '../../../catalog/contract.ts';
import { catalog } from '../../../catalog/index.ts';
import { InputError } from '../../../core/errors.ts';
import { fixtureFunctions } from '../../helpers/templates.ts';

const REPOSITORY = path.join(import.meta.dirname, '../../..');

describe('synthesize', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'cairn-synthesize-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const run = (stageName: string, options: Pick<SynthesizeOptions, 'nag' | 'context' | 'contract'> = {}) =>
    synthesize({
      stageName,
      functions: fixtureFunctions,
      outputDirectory: path.join(directory, stageName),
      issuerDirectory: path.join(directory, 'issuer'),
      ...options,
    });

  it('writes an assembly with the stack of the chain and that of its alarms, and creates missing development keys', async () => {
    const assembly = await run('dev', { nag: true });
    expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual(['cairn-dev', 'cairn-dev-watch']);
    expect(existsSync(issuerFile(path.join(directory, 'issuer')))).toBe(true);
  });

  it('refuses a catalog that breaks the released contract, in one block', async () => {
    const [kept, ...others] = catalog.map(({ type }) => type);
    const { types } = release({ types: {} }, catalog);
    const contract = { types: { ...types, [String(kept)]: { partitionKey: 'data.other', versions: { 1: {} } } } };
    const refused = await run('dev', { contract }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ContractError);
    const text = explainFailure(refused);
    expect(text).toMatch(/^cairn: the catalog breaks what was released/);
    expect(text).toContain(`  ${kept}: its partition key was data.other and is `);
    expect(text).not.toMatch(/^ +at /m);
    for (const type of others) expect(text).not.toContain(`  ${type}: `);
  });

  it("synthesizes a developer's own copy of a stage with -c owner", async () => {
    const assembly = await run('dev', { context: { owner: 'ada' } });
    expect(assembly.stacks.map(({ stackName, id }) => [stackName, id])).toEqual([
      ['cairn-dev-ada', 'cairn-dev-ada'],
      ['cairn-dev-ada-watch', 'cairn-dev-ada-watch'],
    ]);
    await expect(run('dev', { context: { owner: 'Ada' } })).rejects.toThrow(/^owner: got "Ada"; allowed: 1 to 16/);
  });

  it('puts the public half of the development keys into the template, and no private part', async () => {
    await run('dev');
    const { kid, d } = loadOrCreateIssuer(path.join(directory, 'issuer'));
    const template = readFileSync(path.join(directory, 'dev/cairn-dev.template.json'), 'utf8');
    expect(template).toContain(kid);
    expect(template).not.toContain(d);
  });

  it('gives the same template twice', async () => {
    const [first, second] = [await run('dev'), await run('dev')];
    expect(second.getStackByName('cairn-dev').template).toEqual(first.getStackByName('cairn-dev').template);
  });

  it('writes each function once, named by the hash of its code, at the path in the manifest of assets', async () => {
    const assembly = await run('load');
    const manifest = JSON.parse(readFileSync(path.join(assembly.directory, 'cairn-load.assets.json'), 'utf8'));
    const files: readonly { readonly source: { readonly path: string; readonly packaging: string } }[] = Object.values(
      manifest.files,
    );
    const code = files.filter(({ source }) => source.packaging === 'zip').map(({ source }) => source.path);
    // All functions of the fixture have the same code.
    expect(code).toHaveLength(1);
    expect(existsSync(path.join(assembly.directory, code[0] ?? '', 'index.mjs'))).toBe(true);
  });

  it('refuses an unknown stage and lists the existing ones', async () => {
    await expect(run('staging')).rejects.toThrow(InputError);
    await expect(run('staging')).rejects.toThrow(/dev, prod, load/);
  });
});

describe('bin/app.ts', () => {
  it('prints one line and exits with 1 if the stage is unknown', async () => {
    const output = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const env = { ...process.env, CDK_CONTEXT_JSON: '{"stage":"staging"}', NODE_ENV: '' };
      execFile(process.execPath, ['bin/app.ts'], { cwd: REPOSITORY, env }, (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(output.code).toBe(1);
    expect(output.stderr.trim().split('\n')).toHaveLength(1);
    expect(output.stderr).toContain('stage: got "staging"; allowed: dev, prod, load');
  });
});
