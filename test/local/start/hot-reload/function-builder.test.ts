import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const SCRIPT = path.join(ROOT, 'test/fixtures/machine/bundle-and-list-defunct.ts');

const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-builder-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function defunctAfter(scenario: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, scenario, directory], { cwd: ROOT });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

// Only Linux shows a process's children as files.
describe.skipIf(!existsSync('/proc/self/stat'))('threads that bundle', { timeout: 240_000 }, () => {
  it.each([
    ['the builder is renewed, is closed while it builds, and closes', 'builder'],
    ['a stage is synthesized, and another is refused', 'synthesis'],
  ])('leave no defunct process behind when %s', async (_what, scenario) => {
    expect(await defunctAfter(scenario)).toEqual({ scenario, defunct: [] });
  });
});
