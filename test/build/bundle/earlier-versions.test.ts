import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../../build/bundle/bundle-functions.ts';
import { compileCatalog } from '../../../build/bundle/compile-catalog.ts';
import { upgradeExpression } from '../../../build/bundle/upgrade-expression.ts';
import type { CompiledEvent } from '../../../catalog/definition.ts';
import { readRecord } from '../../../lambdas/shared/batch/read-record.ts';
import { kinesisRecord } from '../../helpers/game.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A catalog file whose first version has this `upgrade`, with an import and a constant next to it. */
const photoTaken = (upgrade: string): string => `
import Type from ${JSON.stringify(pathToFileURL(path.join(ROOT, 'node_modules/typebox/build/index.mjs')).href)};
import { defineEvent } from ${JSON.stringify(pathToFileURL(path.join(ROOT, 'catalog/define-event.ts')).href)};
const strict = { additionalProperties: false } as const;
const WORDS = 'no words';
export const photoTaken = defineEvent({
  type: 'photo.taken',
  version: 3,
  data: Type.Object({ huntId: Type.String({ maxLength: 40 }), clueIds: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 9 }) }, strict),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 5_000 },
  tableUse: [{ when: '', share: 1, calls: [] }],
  example: { huntId: 'h', clueIds: [WORDS] },
  earlier: [
    {
      version: 2,
      data: Type.Object({ huntId: Type.String({ maxLength: 40 }), clueId: Type.String({ maxLength: 40 }) }, strict),
      example: { huntId: 'h', clueId: 'castle' },
      upgrade({ clueId, ...rest }: { huntId: string; clueId: string }) { return { ...rest, clueIds: [clueId] }; },
    },
    {
      version: 1,
      data: Type.Object({ huntId: Type.String({ maxLength: 40 }), clue: Type.String({ maxLength: 40 }) }, strict),
      example: { huntId: 'h', clue: 'castle' },
      upgrade: ${upgrade},
    },
  ],
});
`;
const RENAME = '({ huntId, clue }: { huntId: string; clue: string }) => ({ huntId, clueId: clue })';

describe('a bundle of a type with earlier versions', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-earlier-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  let built = 0;

  async function bundled(upgrade: string): Promise<{ code: string; photoTaken: CompiledEvent }> {
    built += 1;
    const folder = path.join(directory, String(built), 'catalog');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'photo-taken.ts');
    writeFileSync(file, photoTaken(upgrade));
    const { outputFiles } = await build({
      ...bundleOptions(new Map([['photo-taken', file]]), [compileCatalog()]),
      sourcemap: false,
    });
    const output = path.join(folder, 'index.mjs');
    writeFileSync(output, outputFiles[0]?.contents ?? '');
    return { code: outputFiles[0]?.text ?? '', ...(await import(pathToFileURL(output).href)) };
  }

  it('contains validators and upgrades of every version, and no schema library', async () => {
    const { code, photoTaken: definition } = await bundled(RENAME);
    expect(code).not.toContain('~kind');
    expect(code).not.toContain('schema is invalid');
    expect(code).not.toContain('no words');
    const event = (version: number, data: object) => ({
      id: `photo-${version}-00000000`,
      type: 'photo.taken',
      version,
      occurredAt: '2026-06-01T10:00:00Z',
      receivedAt: '2026-06-01T10:00:00.000Z',
      index: 0,
      playerId: 'ada',
      data: { huntId: 'h', ...data },
    });
    const sent = [event(1, { clue: 'a' }), event(3, { clueIds: ['b'] }), event(2, { clueId: 'c' })];
    const { events, originals, problems } = readRecord(
      kinesisRecord('photo.taken', sent, '0').kinesis.data,
      definition,
    );
    expect(problems).toEqual([]);
    expect(originals).toEqual(sent);
    expect(events.map(({ version, data }) => [version, data])).toEqual([
      [3, { huntId: 'h', clueIds: ['a'] }],
      [3, { huntId: 'h', clueIds: ['b'] }],
      [3, { huntId: 'h', clueIds: ['c'] }],
    ]);
  });

  it('fails if an upgrade uses a constant of its file', async () => {
    const upgrade = '({ huntId }: { huntId: string }) => ({ huntId, clueId: WORDS })';
    await expect(bundled(upgrade)).rejects.toThrow(
      /catalog photo\.taken: earlier version 1: upgrade: got "ReferenceError: WORDS is not defined"; allowed: .*\. The bundles carry only the text/,
    );
  });
});

describe('the text of an upgrade', () => {
  const outside = { clue: 'other' };
  const expressionOf = (upgrade: (data: never) => unknown) =>
    upgradeExpression('photo.taken', {
      version: 1,
      example: { clue: 'castle' },
      upgrade: upgrade as (data: unknown) => unknown,
      upgradeText: String(upgrade),
    });

  it.each<[string, (data: never) => unknown]>([
    ['an arrow function', ({ clue }: { clue: string }) => ({ clueId: clue })],
    ['a method', { upgrade: ({ clue }: { clue: string }) => ({ clueId: clue }) }.upgrade],
    [
      'a method with its name',
      {
        upgrade({ clue }: { clue: string }) {
          return { clueId: clue };
        },
      }.upgrade,
    ],
    [
      'a function',
      function upgrade({ clue }: { clue: string }) {
        return { clueId: clue };
      },
    ],
  ])('may be %s', (_form, upgrade) => {
    const expression = expressionOf(upgrade);
    expect(new Function(`return (${expression})`)()({ clue: 'bridge' })).toEqual({ clueId: 'bridge' });
  });

  it.each<[string, (data: never) => unknown]>([
    ['a value of its file', () => ({ clueId: outside.clue })],
    ['Node’s own objects', () => ({ clueId: process.version })],
    ['an expression with another value outside its file', () => ({ clueId: typeof process })],
  ])('may not use %s', (_what, upgrade) => {
    expect(() => expressionOf(upgrade)).toThrow(/uses nothing but its argument/);
  });

  it('may not run without end', () => {
    let calls = 0;
    const upgrade = () => {
      calls += 1;
      return { clueId: 'x' };
    };
    const endless = { version: 1, example: {}, upgrade, upgradeText: '() => { for (;;); }' };
    expect(() => upgradeExpression('photo.taken', endless)).toThrow(/timed out/);
    expect(calls).toBe(1);
  });
});
