import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/repository.ts';
import { type Import, importsOf, sourceFiles } from './helpers/sources.ts';

/** These quote what they forbid. */
const QUOTING = ['test/layout.test.ts', 'test/house.test.ts'];

/** Which of our folders each folder may import: the table of docs/architecture.md. A tool may import `tools/shared`, never another tool. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  catalog: ['core'],
  lib: ['catalog', 'core'],
  lambdas: ['catalog', 'core'],
  build: ['core', 'catalog', 'lib'],
  client: ['catalog'],
  'local/aws': ['core'],
  'local/start': ['local/aws', 'core', 'catalog', 'client', 'build', 'lib'],
  tools: ['core', 'catalog', 'lib', 'lambdas', 'build', 'client', 'local/aws', 'local/start'],
  bin: ['core', 'catalog', 'lib', 'build', 'local/aws', 'local/start', 'tools'],
  examples: ['lib', 'core'],
  test: [
    'core',
    'catalog',
    'lib',
    'lambdas',
    'build',
    'client',
    'local/aws',
    'local/start',
    'tools',
    'bin',
    'examples',
    'bench',
  ],
  bench: ['core', 'catalog', 'lib', 'lambdas', 'build', 'client', 'local/aws', 'local/start', 'tools', 'bin'],
};

/** Folders of two names are rooms of their own. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'local' ? `${first}/${second}` : first;
}

/** Of the folders of `core`, which of the others each may import; all of them import the files of `core` itself. The order allows no circle. */
const IN_CORE: readonly (readonly [folder: string, mayImport: readonly string[]])[] = [
  ['core', []],
  ['core/scheduler', []],
  ['core/capacity/model', []],
  ['core/chain', ['core/capacity/model']],
  ['core/monitoring', ['core/capacity/model', 'core/chain']],
  ['core/monitoring/prometheus', ['core/chain', 'core/monitoring']],
  ['core/capacity/plan', ['core/capacity/model', 'core/chain']],
  ['core/capacity/measure', ['core/capacity/model', 'core/chain', 'core/capacity/plan']],
  ['core/capacity/check/checks', ['core/capacity/model', 'core/chain', 'core/capacity/plan']],
  ['core/capacity/check', ['core/capacity/model', 'core/chain', 'core/capacity/plan', 'core/capacity/check/checks']],
];

/** `undefined` where the import is allowed, else why it is not. */
function violation({ from, to, typeOnly }: Import): string | undefined {
  const [source, target] = [roomOf(from), roomOf(to)];
  const [sourceFolder, targetFolder] = [from.split('/')[1], to.split('/')[1]];
  const rule = MAY_IMPORT[source];
  if (rule === undefined) return `${from} is in no folder of the layout`;
  if (source === target) {
    if (source === 'tools' && targetFolder !== sourceFolder && targetFolder !== 'shared') {
      return `${from} imports ${to}: a command never imports another command`;
    }
    const builder = source === 'lambdas' && to.startsWith('lambdas/shared/aws/') && sourceFolder !== 'shared';
    if (builder && !from.endsWith('/handler.ts')) return `${from} imports ${to}: only handler.ts builds AWS adapters`;
    return undefined;
  }
  if (!rule.includes(target)) {
    return `${from} imports ${to}: ${source} may import ${rule.join(', ') || 'nothing of ours'}`;
  }
  if (source === 'client' && !typeOnly) return `${from} imports ${to} at run time: the client may import types only`;
  if (source === 'tools' && /^lambdas\/(?:.*\/)?handler\.ts$/.test(to)) {
    return `${from} imports ${to}: a handler.ts builds SDK clients`;
  }
  return undefined;
}

/** `undefined` where an import within `core` is allowed, else why it is not. */
function violationInCore({ from, to }: Import): string | undefined {
  const [source, target] = [path.posix.dirname(from), path.posix.dirname(to)];
  const [, mayImport] = IN_CORE.find(([folder]) => folder === source) ?? [];
  if (mayImport === undefined) return `${from} is in no folder of core's table`;
  if (target === source || target === 'core' || mayImport.includes(target)) return undefined;
  return `${from} imports ${to}: ${source} may import ${[...mayImport, 'core'].join(', ')}`;
}

const files = sourceFiles().filter((file) => file.includes('/') && !QUOTING.includes(file));

/** Package names that a source imports at run time. Types leave no trace in what runs. */
const PACKAGE =
  /\bimport(\s+type)?\b[^'"`;]*?from\s*['"](@?[a-z][^'".:]*)['"]|(?:\bimport|\bcreateRequire\(import\.meta\.url\))\(\s*['"](@?[a-z][^'".:]*)['"]\s*\)/g;

function packagesOf(source: string): string[] {
  return [...source.matchAll(PACKAGE)]
    .filter(([, typeOnly]) => typeOnly === undefined)
    .map(([, , stated, dynamic]) => stated ?? dynamic ?? '')
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

describe('package.json', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const used = new Set(
    files
      .filter((file) => !/^(test|bench)\//.test(file))
      .flatMap((file) => packagesOf(readFileSync(path.join(ROOT, file), 'utf8'))),
  );
  /** Run by their commands, not imported. */
  const RUN = ['node', 'aws-cdk'];

  it('has as dependencies what runs, deploys and plans, so that npm ci with NODE_ENV=production suffices', () => {
    expect(used.size).toBeGreaterThan(20);
    expect(Object.keys(dependencies).sort()).toEqual([...used, ...RUN].sort());
  });

  it('has as development dependencies what tests, linters and types alone need', () => {
    expect(Object.keys(devDependencies).filter((name) => used.has(name) || RUN.includes(name))).toEqual([]);
  });
});

/** The files that `file` imports, and those that they import, types among them. */
function reachedFrom(file: string, reached = new Set<string>([file])): ReadonlySet<string> {
  for (const { to } of importsOf(file, readFileSync(path.join(ROOT, file), 'utf8'))) {
    if (reached.has(to)) continue;
    reached.add(to);
    reachedFrom(to, reached);
  }
  return reached;
}

describe('the layout', () => {
  it('lets each folder import only what its table allows', () => {
    const imports = files.flatMap((file) => importsOf(file, readFileSync(path.join(ROOT, file), 'utf8')));
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.map(violation).filter((message) => message !== undefined)).toEqual([]);
  });

  it('lets each folder of core import only those before it, so that topology and model never go in a circle', () => {
    for (const [index, [, mayImport]] of IN_CORE.entries()) {
      for (const folder of mayImport) expect(IN_CORE.findIndex(([other]) => other === folder)).toBeLessThan(index);
    }
    const inCore = files.filter((file) => file.startsWith('core/'));
    const imports = inCore.flatMap((file) => importsOf(file, readFileSync(path.join(ROOT, file), 'utf8')));
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.map(violationInCore).filter((message) => message !== undefined)).toEqual([]);
    const [circle] = importsOf('core/chain/x.ts', "import type { ChainPlan } from '../capacity/plan/chain.ts';");
    expect(circle && violationInCore(circle)).toContain('core/chain may import core/capacity/model');
  });

  it.each([
    ['core/x.ts', "import { catalog } from '../catalog/index.ts';", 'core may import nothing of ours'],
    ['local/aws/services/x.ts', "import { stages } from '../../../catalog/stages.ts';", 'local/aws may import core'],
    ['local/aws/runtime/x.ts', "import { startRuntime } from '../../start/runtime.ts';", 'local/aws may import core'],
    ['build/x.ts', "import { userPath } from '../tools/shared/format.ts';", 'build may import'],
    ['client/x.ts', "import { kebabName } from '../catalog/names.ts';", 'types only'],
    ['tools/plan/x.ts', "import { simulate } from '../simulate/simulate.ts';", 'never imports another command'],
    ['tools/plan/x.ts', "import { handler } from '../../lambdas/ingest/handler.ts';", 'builds SDK clients'],
    ['lambdas/ingest/ingest.ts', "import { bus } from '../shared/aws/bus.ts';", 'only handler.ts'],
    ['lib/x.ts', "const x = await import('../local/start/runtime.ts');", 'lib may import'],
    ['examples/shop/x.ts', "import { catalog } from '../../catalog/index.ts';", 'examples may import'],
  ])('would report %s: %s', (file, source, message) => {
    expect(importsOf(file, source).map(violation)).toEqual([expect.stringContaining(message)]);
  });

  it('lets an app of another domain take the chain without the catalog, the functions and what the game needs', () => {
    const reached = reachedFrom('lib/event-chain.ts');
    expect(reached.size).toBeGreaterThan(15);
    expect([...reached].filter((file) => !/^(core|lib)\//.test(file))).toEqual([]);
    expect([...reachedFrom('lib/cairn-stack.ts')]).toContain('catalog/names.ts');
  });

  it('lets only what composes a stage of Cairn know the stage: its constructs get explicit properties', () => {
    const stageType = /import[^;]*\bStageConfig\b[^;]*from '[./]*catalog\/stages\.ts'/;
    const knows = files.filter(
      (file) => file.startsWith('lib/') && stageType.test(readFileSync(path.join(ROOT, file), 'utf8')),
    );
    expect(knows).toEqual([
      'lib/api/authorizer-environment.ts',
      'lib/cairn-stack.ts',
      'lib/capacity-check.ts',
      'lib/emulators.ts',
      'lib/monitoring/watch-stack.ts',
      'lib/setting-notes.ts',
    ]);
  });

  it('names no registry and no path of a machine', () => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
      .trim()
      .split('\n');
    const pattern = new RegExp(`"resolved": "|(^|[^\\w.])/(${['work', 'root', 'home'].join('|')})/`);
    const found = tracked.filter(
      (file) =>
        !QUOTING.includes(file) &&
        !file.startsWith('test/fixtures/') &&
        pattern.test(readFileSync(path.join(ROOT, file), 'utf8')),
    );
    expect(found).toEqual([]);
  });

  it('has a lock file that installs on every platform', () => {
    const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
    const packages: [string, { optionalDependencies?: object }][] = Object.entries(lock.packages);
    const missing = packages.flatMap(([, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages.some(([place]) => place.endsWith(`node_modules/${name}`)),
      ),
    );
    expect(missing).toEqual([]);
  });
});
