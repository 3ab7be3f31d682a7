import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const TYPE = `import Type from 'typebox';
import { defineEvent } from './define-event.ts';

export const gamePlayed = defineEvent({
  type: 'game.played',
  version: 1,
  data: Type.Object({ text: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10_000, meanBytes: 300, shape: 'steady', meanEventsPerRequest: 20 },
  maxEventsPerEntry: 1,
  processing: { batchSize: 1, parallelizationFactor: 10, reservedConcurrency: 24 },
  latencyObjective: { percentile: 99, milliseconds: 5_000 },
  tableUse: [{ when: '', share: 1, calls: [{ kind: 'write', item: 'LATEST' }] }],
  example: { text: 'found it' },
});
`;
const LIST = `import type { EventDefinition } from './definition.ts';
import { gamePlayed } from './game-played.ts';

export const catalog: readonly EventDefinition[] = [gamePlayed];
`;

describe("cdk synth of the post-mortem's broker", () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'cairn-post-mortem-'));

  beforeAll(() => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    for (const file of tracked.trim().split('\n')) {
      if (!/^(bin|build|catalog|core|lambdas|lib|local|tools)\/|^(cdk|package|tsconfig)\.json$/.test(file)) continue;
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      cpSync(path.join(ROOT, file), path.join(copy, file));
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
    write('catalog/game-played.ts', TYPE);
    write('catalog/index.ts', LIST);
    // This catalog has no released version.
    write('catalog/contract.json', '{ "types": {} }');
    write('lambdas/game-played/handler.ts', 'export const handler = async () => ({ batchItemFailures: [] });\n');
    const stages = readFileSync(path.join(copy, 'catalog/stages.ts'), 'utf8');
    const throttle = /(?<=^ {2}prod: \{\n(?:(?! {2}\}).*\n)*? {4})throttle: \{.*\}/m;
    expect(stages).toMatch(throttle);
    // The broker's 500 requests/s and 267 reads/s of its players, ÷ 0.8: a quarter more than arrives.
    write('catalog/stages.ts', stages.replace(throttle, 'throttle: { requestsPerSecond: 960, burst: 960 }'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), text);
  }

  const synth = () =>
    new Promise<{ code: unknown; output: string }>((resolve) => {
      const cdk = path.join(ROOT, 'node_modules/aws-cdk/bin/cdk');
      const args = [cdk, 'synth', '--quiet', '-c', 'stage=prod', '-o', path.join(copy, 'cdk.out')];
      const env = { ...process.env, NODE_ENV: '' };
      execFile(process.execPath, args, { cwd: copy, env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, output: stdout + stderr }),
      );
    });

  it('exits with 1 and one line that names type, hop, both rates and the smallest change, and passes with that change', async () => {
    const refused = await synth();
    expect(refused.code).toBe(1);
    const lines = refused.output.split('\n').filter((line) => line.includes('game.played'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/handler: 10,000 records\/s .* 2,000 records\/s/);
    expect(refused.output).not.toContain('    at ');
    const [, smallest = ''] = /Smallest change: (game\.played's .*?)\. \[handler-rate\]/.exec(refused.output) ?? [];
    const changes = [...smallest.matchAll(/game\.played's (\w+) from (\S+) to (\d+)/g)];
    expect(changes.length, refused.output).toBeGreaterThan(0);

    const changed = changes.reduce(
      (type, [, setting, from, to]) => type.replace(`${setting}: ${from}`, `${setting}: ${to}`),
      TYPE,
    );
    write('catalog/game-played.ts', changed);
    const passed = await synth();
    expect(passed.output).toContain('[waste-packing]');
    expect(passed.code, passed.output).toBe(0);
  }, 120_000);
});
