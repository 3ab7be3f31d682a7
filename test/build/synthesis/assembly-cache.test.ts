import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AssemblyCache } from '../../../build/synthesis/assembly-cache.ts';

let root: string;
let cache: AssemblyCache;
const at = (...names: string[]): string => path.join(root, ...names);

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cairn-'));
  for (const folder of ['build', 'catalog', 'core/chain', 'lambdas/ingest', 'lib'])
    mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('catalog/stages.ts'), 'one');
  writeFileSync(at('cdk.json'), '{}');
  cache = new AssemblyCache(root, at('.cairn/assemblies'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function assembly(name: string): string {
  mkdirSync(at(name, 'functions'), { recursive: true });
  writeFileSync(at(name, 'functions/index.mjs'), name);
  return at(name);
}

describe('the key of an assembly', () => {
  it.each([
    ['a source is saved', () => writeFileSync(at('catalog/stages.ts'), 'two')],
    ['a source is added', () => writeFileSync(at('lambdas/ingest/new.ts'), '')],
    ['a source is added in a subfolder', () => writeFileSync(at('core/chain/x.ts'), '')],
    ["CDK's settings change", () => writeFileSync(at('cdk.json'), '{ }')],
    ['a package is installed', () => writeFileSync(at('package-lock.json'), '{}')],
  ])('changes if %s', (_, change) => {
    const before = cache.key({ stage: 'dev' });
    expect(cache.key({ stage: 'dev' })).toBe(before);
    change();
    expect(cache.key({ stage: 'dev' })).not.toBe(before);
  });

  it('differs for another stage, another calibration and another clone', () => {
    const keys = [
      cache.key({ stage: 'dev' }),
      cache.key({ stage: 'load' }),
      cache.key({ stage: 'dev', calibration: {} }),
    ];
    expect(new Set(keys).size).toBe(3);
  });
});

describe('the cache of assemblies', () => {
  it('restores every file of a stored assembly, and nothing under another key', () => {
    cache.store('key', assembly('made'));
    expect(cache.restore('key', at('restored'))).toBe(true);
    expect(readFileSync(at('restored/functions/index.mjs'), 'utf8')).toBe('made');
    expect(cache.restore('other', at('nothing'))).toBe(false);
    expect(existsSync(at('nothing'))).toBe(false);
  });

  it('keeps the four most recently used assemblies', () => {
    for (const [age, key] of ['a', 'b', 'c', 'd'].entries()) {
      cache.store(key, assembly(key));
      utimesSync(at('.cairn/assemblies', key), 100 + age, 100 + age);
    }
    expect(cache.restore('a', at('restored'))).toBe(true);
    cache.store('e', assembly('e'));
    expect(readdirSync(at('.cairn/assemblies')).sort()).toEqual(['a', 'c', 'd', 'e']);
  });

  it('keeps the first assembly if two processes store one key, and leaves no draft', () => {
    cache.store('key', assembly('first'));
    cache.store('key', assembly('second'));
    expect(readdirSync(at('.cairn/assemblies'))).toEqual(['key']);
    expect(cache.restore('key', at('restored'))).toBe(true);
    expect(readFileSync(at('restored/functions/index.mjs'), 'utf8')).toBe('first');
  });

  it('stores nothing, and causes no failure, if its folder cannot be created', () => {
    writeFileSync(at('.cairn'), 'a file');
    chmodSync(at('.cairn'), 0o400);
    cache.store('key', assembly('made'));
    expect(cache.restore('key', at('restored'))).toBe(false);
  });
});
