import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { API_FUNCTION_SETTINGS } from '../../core/chain/functions.ts';
import { CALL_LIMIT_MS } from '../../core/handler-limits.ts';
import { LIMITS } from '../../core/limits.ts';
import { PUBLISH_DEADLINE_MS } from '../../lambdas/ingest/publication.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['core', 'catalog', 'lib', 'lambdas', 'local', 'tools', 'client', 'bin'];
const LIMITS_FILE = 'core/limits.ts';
const PATTERNS_FILE = 'core/id-patterns.ts';

/** A source without its comments, because comments may quote any figure with its page. */
interface Source {
  readonly file: string;
  readonly code: string;
}

const sources: readonly Source[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', ...FOLDERS],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .trim()
  .split('\n')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, code: withoutComments(readFileSync(path.join(ROOT, file), 'utf8')) }));

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, '');
}

/** Limits whose number has no other meaning in the code, so that a second one is a copy. */
const UNMISTAKABLE = [
  'apiGatewayIntegrationMs',
  'eventBridgeBilledBytes',
  'eventBridgeRetryAttempts',
  'kinesisShardReadBytesPerSecond',
  'lambdaInvocationBytes',
  'lambdaMemoryOfOneCpu',
] as const satisfies readonly (keyof typeof LIMITS)[];

/** Numbers and products of numbers that equal such a limit, by file. */
function copiedLimits({ file, code }: Source): string[] {
  if (file === LIMITS_FILE) return [];
  return [...code.matchAll(/(?<![\w.$])\d[\d_]*(?:\s*\*+\s*\d[\d_]*)*(?![\w.])/g)].flatMap(([literal]) => {
    const value = productOf(literal);
    return UNMISTAKABLE.filter((name) => LIMITS[name].value === value).map((name) => `${file}: ${literal} is ${name}`);
  });
}

function productOf(literal: string): number {
  return literal
    .split(/\s*(?<!\*)\*(?!\*)\s*/)
    .map((factor) => factor.split(/\s*\*\*\s*/).map((number) => Number(number.replaceAll('_', ''))))
    .map(([base = Number.NaN, power = 1]) => base ** power)
    .reduce((product, factor) => product * factor, 1);
}

/** Patterns that use one of the two character sets of ids. */
function copiedPatterns({ file, code }: Source): string[] {
  if (file === PATTERNS_FILE) return [];
  const found = code.match(/\[A-Za-z0-9_(\.:\|@)?-\]\{\d+,\d+\}/g) ?? [];
  return found.map((pattern) => `${file}: ${pattern} is in ${PATTERNS_FILE}`);
}

/**
 * Constants of numbers and texts that more than one file exports under the same name: a copy, or two things with one
 * name.
 */
function twins(all: readonly Source[]): string[] {
  const homes = new Map<string, string[]>();
  for (const { file, code } of all) {
    for (const [, name = ''] of code.matchAll(/^export const ([A-Z][A-Z0-9_]+)(?:: \w+)? = (?:[\d'"`(]|LIMITS\.)/gm)) {
      homes.set(name, [...(homes.get(name) ?? []), file]);
    }
  }
  return [...homes].flatMap(([name, files]) => (files.length > 1 ? [`${name}: ${files.join(', ')}`] : []));
}

/** Figures written in the guide's words: of a thousand or more, of bytes, and those of Lambda's reserve. */
function typedFigures({ file, code }: Source): string[] {
  if (!/^tools\/plan\/guide\/\w+-guide\.ts$/.test(file)) return [];
  const figures = code.match(/\d,\d{3}|\b\d+ (KB|MiB)\b|less \d+|max\(\d|÷ 0\.\d/g) ?? [];
  return figures.map((figure) => `${file}: ${figure}`);
}

describe('A limit', () => {
  it('of AWS is defined only in core/limits.ts', () => {
    expect(sources.length).toBeGreaterThan(400);
    expect(sources.flatMap(copiedLimits)).toEqual([]);
  });

  it('of an id is defined only in core/id-patterns.ts', () => {
    expect(sources.flatMap(copiedPatterns)).toEqual([]);
  });

  it('has a name of its own if it is exported', () => {
    expect(twins(sources)).toEqual([]);
  });

  it('is not written as a number in the words of the guide', () => {
    expect(sources.flatMap(typedFigures)).toEqual([]);
  });

  it.each([
    ['64 * 1024', 'eventBridgeBilledBytes'],
    ['65_536', 'eventBridgeBilledBytes'],
    ['2 ** 16', 'eventBridgeBilledBytes'],
    ['6 * 1_048_576', 'lambdaInvocationBytes'],
    ['29_000', 'apiGatewayIntegrationMs'],
  ])('is caught if it is written a second time as %s', (literal, name) => {
    expect(copiedLimits({ file: 'lib/x.ts', code: `const MOST = ${literal};` })).toEqual([
      `lib/x.ts: ${literal} is ${name}`,
    ]);
  });

  it('is caught if it is copied as a pattern, as a constant or into the guide', () => {
    const pattern = { file: 'lambdas/query/x.ts', code: 'const HUNT_ID = /^[A-Za-z0-9_-]{1,64}$/;' };
    expect(copiedPatterns(pattern)).toHaveLength(1);
    const index = { file: 'lib/table.ts', code: "export const LEADERBOARD_INDEX = 'leaderboard';" };
    expect(twins([...sources, index])).toHaveLength(1);
    const guide = {
      file: 'tools/plan/guide/type-guide.ts',
      code: "formula: 'one value ≤ one shard: 1,000 records/s, 1 MiB/s',",
    };
    expect(typedFigures(guide)).toHaveLength(2);
  });
});

describe('The times of a request', () => {
  it("are nested: a call ends before publishing, publishing before ingest, ingest before API Gateway's wait", () => {
    const timeoutMs = API_FUNCTION_SETTINGS.ingest.timeoutSeconds.value * 1_000;
    expect(PUBLISH_DEADLINE_MS + CALL_LIMIT_MS).toBeLessThan(timeoutMs);
    for (const { timeoutSeconds } of Object.values(API_FUNCTION_SETTINGS)) {
      expect(timeoutSeconds.value * 1_000).toBeLessThan(LIMITS.apiGatewayIntegrationMs.value / 2);
    }
  });
});
