import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const OWN_NODE = path.join(REPOSITORY, 'node_modules/node/bin/node');
/** A Node of the machine that is older than 24: the nightly run tries 18, 20 and 22. */
const OLD_NODE = (process.env.PATH ?? '')
  .split(path.delimiter)
  .map((directory) => path.join(directory, 'node'))
  .find(
    (node) => existsSync(node) && Number(/\d+/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[0]) < 24,
  );

describe('bin/node24.mjs', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'cairn-node24-'));
    mkdirSync(path.join(directory, 'bin'));
    cpSync(path.join(REPOSITORY, 'bin/node24.mjs'), path.join(directory, 'bin/node24.mjs'));
    write(
      'package.json',
      JSON.stringify({ type: 'module', dependencies: { node: '24.0.0', one: '1.0.0', two: '1.0.0' } }),
    );
    write('bin/main.mjs', 'console.log(process.version, JSON.stringify(process.argv.slice(2))); process.exitCode = 3;');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), text);
  }
  const install = (...names: string[]): void => {
    for (const name of names) write(`node_modules/${name}/package.json`, '{}');
  };
  const run = (node: string, ...args: string[]): Promise<{ readonly code: unknown; readonly output: string }> =>
    new Promise((resolve) => {
      execFile(node, ['bin/node24.mjs', ...args], { cwd: directory }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
      );
    });

  it('runs the file with its arguments and exit code', async () => {
    install('node', 'one', 'two');
    const { code, output } = await run(process.execPath, 'bin/main.mjs', '--a', 'b c');
    expect(output).toBe(`${process.version} ["--a","b c"]\n`);
    expect(code).toBe(3);
  });

  it('sends to npm ci where nothing is installed', async () => {
    const { code, output } = await run(process.execPath, 'bin/main.mjs');
    expect(output).toBe(
      `cairn: node_modules: got no package; needed: the 3 packages of package.json. Run "npm ci" in ${directory}/.\n`,
    );
    expect(code).toBe(1);
  });

  it('names what a broken installation lacks', async () => {
    install('node', 'two');
    const { code, output } = await run(process.execPath, 'bin/main.mjs');
    expect(output).toContain('node_modules: got no one; needed: the 3 packages of package.json. Run "npm ci"');
    expect(code).toBe(1);
  });

  it('says that a tool of the developers is left out of a production installation', async () => {
    install('node', 'one', 'two');
    const { code, output } = await run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run');
    expect(output).toContain(
      'node_modules/vitest/vitest.mjs is not installed. It belongs to the development dependencies',
    );
    expect(output).toContain('Run "npm ci --include=dev".');
    expect(code).toBe(1);
  });

  describe.skipIf(OLD_NODE === undefined)('on a Node before 24 (skipped where PATH has none)', () => {
    const old = OLD_NODE ?? '';

    it('runs the file on the Node that npm ci brought along', async () => {
      install('one', 'two', 'node');
      mkdirSync(path.join(directory, 'node_modules/node/bin'));
      cpSync(OWN_NODE, path.join(directory, 'node_modules/node/bin/node'));
      const { code, output } = await run(old, 'bin/main.mjs', 'x');
      expect(output).toBe(`${process.version} ["x"]\n`);
      expect(code).toBe(3);
    });

    it('names the install script that did not run', async () => {
      install('node', 'one', 'two');
      const { code, output } = await run(old, 'bin/main.mjs');
      expect(output).toMatch(/^cairn: Node: got v\d+\.\d+\.\d+; needed: Node 24, .* Run "npm rebuild node"/);
      expect(code).toBe(1);
    });

    it('sends to npm ci first where nothing is installed', async () => {
      const { output } = await run(old, 'bin/main.mjs');
      expect(output).toContain('Run "npm ci"');
    });
  });
});
