import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../build/explain-failure.ts';

async function failureOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

function inThread(script: string): Promise<unknown> {
  return new Promise((resolve) => {
    new Worker(script, { eval: true, execArgv: [] }).once('error', resolve);
  });
}

/** An error in the form in which Node throws it. */
function systemError(code: string, syscall: string, file: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}, ${syscall} '${file}'`), { code, syscall, path: file });
}

describe('what the machine lacks', () => {
  it.runIf(process.platform === 'linux')(
    'names a full disk and the remedy, also for an error of a thread',
    async () => {
      const expected =
        /^cairn: ENOSPC: no space left on device, write: the disk is full\. Make space there, or set TMPDIR/;
      expect(explainFailure(await failureOf(() => writeFileSync('/dev/full', 'x')))).toMatch(expected);
      expect(explainFailure(await inThread("require('node:fs').writeFileSync('/dev/full', 'x')"))).toMatch(expected);
    },
  );

  it.runIf(process.platform === 'linux')('names a full disk after an error of esbuild', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'cairn-full-'));
    const options = { stdin: { contents: 'x' }, outfile: '/dev/full', logLevel: 'silent' as const };
    const message = explainFailure(await failureOf(() => build(options)));
    rmSync(directory, { recursive: true });
    expect(message).toMatch(/^cairn: .*no space left on device.*the disk is full\. Make space/);
  });

  it.each([
    ['EROFS', 'mkdir', '/checkout/.cairn', 'read-only file system'],
    ['EACCES', 'mkdir', '/checkout/.cairn', 'permission denied'],
    ['EPERM', 'open', '/checkout/.cairn/issuer.json', 'operation not permitted'],
  ])('names a directory that is not writable: %s', (code, syscall, file, what) => {
    expect(explainFailure(systemError(code, syscall, file, what))).toBe(
      `cairn: ${code}: ${what}, ${syscall} '${file}': this user may not open or write it. Change its owner or mode (chown, chmod), or work in a copy of the checkout that you may write.`,
    );
  });

  it('has different remedies for too many watched files and a full disk', () => {
    const message = explainFailure(
      Object.assign(new Error("ENOSPC: System limit for number of file watchers reached, watch 'core'"), {
        code: 'ENOSPC',
        syscall: 'watch',
      }),
    );
    expect(message).toContain('Give --no-watch, or raise the limit');
    expect(message).not.toContain('disk');
    const many = systemError('EMFILE', 'open', 'core', 'too many open files');
    expect(explainFailure(many)).toContain('ulimit -n');
  });

  it('recommends npm ci for a missing package, by import and by require, also in a thread', async () => {
    const name = 'no-such-package-of-cairn';
    expect(explainFailure(await inThread(`require('${name}')`))).toBe(
      `cairn: node_modules is incomplete: no ${name}. Run "npm ci".`,
    );
    expect(
      explainFailure(await inThread(`import('${name}').catch((e) => { process.nextTick(() => { throw e; }); })`)),
    ).toBe(`cairn: node_modules is incomplete: no ${name}. Run "npm ci".`);
  });

  it('names the package, not the imported part of it', async () => {
    const message = explainFailure(await inThread("require('@no-such-scope/package/part')"));
    expect(message).toBe('cairn: node_modules is incomplete: no @no-such-scope/package. Run "npm ci".');
  });

  it('reports a missing file of Cairn itself as a fault of Cairn, with its stack', async () => {
    const message = explainFailure(await inThread("require('./no-such-file.ts')"));
    expect(message).not.toContain('npm ci');
    expect(message).toContain('    at ');
  });

  it('keeps the causes of a fault of Cairn', () => {
    const message = explainFailure(new Error('outer', { cause: new Error('inner') }));
    expect(message).toContain('outer');
    expect(message).toContain('[cause]: Error: inner');
  });
});
