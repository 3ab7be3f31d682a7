import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/repository.ts';
import { importsOf, sourceFiles } from './helpers/sources.ts';

/** Files under so many lines that one file imports belong to that file. */
const SPLINTER_LINES = 15;
const MOST_LINES = 300;
/** Where siblings have the same files under the same names, however short. */
const SIBLINGS = [
  /^lambdas\/shared\/aws\/[\w-]+\.ts$/,
  /^local\/aws\/services\/[\w-]+\/(parameters|faults|meters|operations\/[\w-]+)\.ts$/,
  /^local\/aws\/template\/types\/[\w-]+\.ts$/,
  /^core\/capacity\/check\/checks\/[\w-]+\.ts$/,
  /^tools\/[\w-]+\/command\.ts$/,
];

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const sources = sourceFiles();
const lines = new Map(
  sources.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8').split('\n').length - 1]),
);

/** Who imports whom, types too. */
function graphOf(files: readonly string[], read: (file: string) => string): Graph {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const targets = importsOf(file, read(file)).map(({ to }) => to);
      return [file, new Set(targets.filter((target) => known.has(target) && target !== file))];
    }),
  );
}

/** Of folders. A folder and one within it are one room: their edges make no circle. */
function foldersOf(graph: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of graph) {
    const from = path.posix.dirname(file);
    const edges = folders.get(from) ?? new Set<string>();
    folders.set(from, edges);
    for (const target of targets) {
      const to = path.posix.dirname(target);
      if (!`${from}/`.startsWith(`${to}/`) && !`${to}/`.startsWith(`${from}/`)) edges.add(to);
    }
  }
  return folders;
}

/** One circle for each that there is: every name in it leads back to itself. */
function circlesOf(graph: Graph): readonly string[] {
  const done = new Set<string>();
  const way: string[] = [];
  const circles: string[] = [];
  const visit = (name: string): void => {
    const at = way.indexOf(name);
    if (at >= 0) circles.push([...way.slice(at), name].join(' → '));
    if (at >= 0 || done.has(name)) return;
    way.push(name);
    for (const next of graph.get(name) ?? []) visit(next);
    way.pop();
    done.add(name);
  };
  for (const name of graph.keys()) visit(name);
  return circles;
}

function splintersOf(graph: Graph, lengths: ReadonlyMap<string, number>): readonly string[] {
  const importers = new Map<string, string[]>();
  for (const [file, targets] of graph) {
    for (const target of targets) importers.set(target, [...(importers.get(target) ?? []), file]);
  }
  return [...importers].flatMap(([file, from]) => {
    const isShort = (lengths.get(file) ?? 0) < SPLINTER_LINES && from.length === 1;
    return isShort && !SIBLINGS.some((pattern) => pattern.test(file)) ? [`${file}: only ${from[0]} imports it`] : [];
  });
}

function aboveMost(lengths: ReadonlyMap<string, number>): readonly string[] {
  return [...lengths].flatMap(([file, length]) => (length > MOST_LINES ? [`${file}: ${length} lines`] : []));
}

const product = sources.filter((file) => !/^(test|bench)\//.test(file));
const graph = graphOf(product, (file) => readFileSync(path.join(ROOT, file), 'utf8'));

describe('the house', () => {
  it('has no circle of files, type-only imports included', () => {
    expect(graph.size).toBeGreaterThan(400);
    expect(circlesOf(graph)).toEqual([]);
  });

  it('has no circle of folders', () => {
    expect(circlesOf(foldersOf(graph))).toEqual([]);
  });

  it(`has no splinter: a file of under ${SPLINTER_LINES} lines that one file imports`, () => {
    expect(splintersOf(graph, lines)).toEqual([]);
  });

  it(`has no file above ${MOST_LINES} lines, of tests and measurements neither`, () => {
    expect(lines.size).toBeGreaterThan(product.length);
    expect(aboveMost(lines)).toEqual([]);
  });

  it('would report a circle of type-only imports, a circle of folders, a splinter and a long file', () => {
    const planted: Record<string, string> = {
      'core/a/x.ts': "import type { Y } from '../b/y.ts';",
      'core/b/y.ts': "import type { X } from '../a/z.ts';",
      'core/a/z.ts': "import type { Y } from '../b/y.ts';",
    };
    const made = graphOf(Object.keys(planted), (file) => planted[file] ?? '');
    expect(circlesOf(made)).toEqual(['core/b/y.ts → core/a/z.ts → core/b/y.ts']);
    expect(circlesOf(foldersOf(made))).toEqual(['core/a → core/b → core/a']);
    expect(splintersOf(made, new Map([['core/a/z.ts', 3]]))).toContain('core/a/z.ts: only core/b/y.ts imports it');
    const lengths = new Map([
      ['test/a.test.ts', 301],
      ['bench/b.ts', 300],
    ]);
    expect(aboveMost(lengths)).toEqual(['test/a.test.ts: 301 lines']);
  });
});
