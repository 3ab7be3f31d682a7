import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');

async function incident(...options: string[]): Promise<string> {
  const args = ['bin/node24.mjs', 'bin/cairn.ts', 'incident', '--seconds', '5', ...options];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT });
  return stdout;
}

describe('npm run incident, at a rate for tests', () => {
  it("has the post-mortem's broker refuse what it has no room for", async () => {
    const output = await incident('--mode', 'before', '--rate', '6000', '--handled', '500');
    expect(output).toMatch(/refused with 503 +[1-9]/);
    expect(output).toMatch(/lost after being accepted +0\n/);
  });

  // A rate that a busy core serves too: how much the chain takes is for the benchmarks.
  it('has the planned chain take everything and keep up', async () => {
    const output = await incident('--mode', 'planned', '--rate', '100');
    expect(output).toMatch(/accepted +([\d,]+) \(100\.0 %\)/);
    expect(output).toMatch(/refused with 503 +0 /);
    expect(output).toMatch(/lost after being accepted +0\n/);
  });
});
