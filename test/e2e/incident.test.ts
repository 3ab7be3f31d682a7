import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** How long the chain has events of its own at the end is the machine's; benchmarks say what it keeps up with. */
const SLOW_MACHINE = /^planned: \d+ events are waiting, more than arrive in a second: this machine did not keep up$/;

async function incident(
  ...options: string[]
): Promise<{ readonly output: string; readonly faults: readonly string[] }> {
  const args = ['bin/node24.mjs', 'bin/cairn.ts', 'incident', '--seconds', '5', ...options];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const faults = errors.split('\n').filter((line) => /^(before|unsized|planned): /.test(line));
  expect(child.exitCode, errors).toBe(faults.length === 0 ? 0 : 1);
  return { output, faults: faults.filter((line) => !SLOW_MACHINE.test(line)) };
}

describe('npm run incident, at a rate for tests', () => {
  it("has the post-mortem's broker refuse what it has no room for", async () => {
    const { output, faults } = await incident('--mode', 'before', '--rate', '6000', '--handled', '500');
    expect(output).toMatch(/refused with 503 +[1-9]/);
    expect(output).toMatch(/lost after being accepted +0\n/);
    expect(faults).toEqual([]);
  });

  it('has the planned chain accept everything and lose nothing', async () => {
    const { output, faults } = await incident('--mode', 'planned', '--rate', '500');
    expect(output).toMatch(/accepted +([\d,]+) \(100\.0 %\)/);
    expect(output).toMatch(/refused with 503 +0 /);
    expect(output).toMatch(/lost after being accepted +0\n/);
    expect(faults).toEqual([]);
  });
});
