import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../../build/bundle/bundle-functions.ts';
import { readBundleList } from '../../../build/bundle/bundle-list.ts';
import { Rebundler } from '../../../build/bundle/rebundler.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('bundling again', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-rebundle-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const rebundler = new Rebundler(directory);
  const own = (inputs: readonly string[]): string[] => inputs.filter((file) => file.startsWith(ROOT)).sort();

  it('uses the same source files for each function as the synthesis, bundled alone or together', async () => {
    const whole = path.join(directory, 'whole');
    await bundleFunctions(whole);
    const listed = new Map((await readBundleList(whole)).map((one) => [one.name, one]));
    const together = await rebundler.bundle([...listed.keys()], path.join(directory, 'together'));
    const alone = await rebundler.bundle(['query'], path.join(directory, 'alone'));
    expect([...together.keys()].sort()).toEqual([...listed.keys()].sort());
    for (const { name, inputs } of [...together.values(), ...alone.values()]) {
      expect([name, own(inputs)]).toEqual([name, own(listed.get(name)?.inputs ?? [])]);
    }
    expect(own(listed.get('authorize')?.inputs ?? [])).toContain(path.join(ROOT, 'lambdas/authorize/handler.ts'));
  });

  it('gives unchanged functions the same hash, from a kept context or a new one', async () => {
    const hashes: (string | undefined)[] = [];
    for (const [turn, name] of ['authorize', 'query', 'ingest', 'authorize', 'authorize'].entries()) {
      const bundled = await rebundler.bundle([name], path.join(directory, `turn-${turn}`));
      if (name === 'authorize') hashes.push(bundled.get(name)?.hash);
    }
    expect(new Set(hashes).size).toBe(1);
  });
});
