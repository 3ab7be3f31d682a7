import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { applyEdit, type Repository, ROOT, repositoryAt } from '../../../build/repository.ts';
import type { EventDefinition } from '../../../catalog/definition.ts';
import { CapacityError } from '../../../core/errors.ts';
import { addType } from '../../../tools/add-type/add-type.ts';
import type { NewType } from '../../../tools/add-type/new-type.ts';
import { newSources } from '../../../tools/add-type/sources.ts';
import { additionText } from '../../../tools/add-type/text.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';

const PHOTO: NewType = { type: 'photo.shared', key: 'playerId', priority: 'normal', peak: 300 };
const LIST = "import { huntJoined } from './hunt-joined.ts';\n\nexport const catalog = [\n  huntJoined,\n];\n";
const CLIENT =
  "import type { DataOf } from '../catalog/definition.ts';\nimport type { huntJoined } from '../catalog/hunt-joined.ts';\n\n" +
  "export interface EventData {\n  'hunt.joined': DataOf<typeof huntJoined>;\n}\n";
const STAGES = Object.values(stages)
  .map(({ name, throttle: { requestsPerSecond, burst } }) =>
    [
      `  ${name}: {`,
      '    region: "us-east-1",',
      `    throttle: { requestsPerSecond: ${requestsPerSecond}, burst: ${burst} },`,
      '  },\n',
    ].join('\n'),
  )
  .join('');
const FILES: Readonly<Record<string, string>> = {
  'catalog/index.ts': LIST,
  'client/events.ts': CLIENT,
  'catalog/stages.ts': STAGES,
};
const repository = (files = FILES): Repository => ({
  read: (file) => files[file],
  exists: (file) => Object.keys(files).some((each) => each === file || each.startsWith(`${file}/`)),
});
const add = (change: Partial<NewType> = {}, files = FILES) =>
  addType({ ...PHOTO, ...change }, catalog, Object.values(stages), repository(files));

/** Names and keys of every kind, including the longest. */
const KINDS: readonly NewType[] = [
  PHOTO,
  { type: 'a.b', key: 'data.displayName', priority: 'critical', peak: 0.5 },
  { type: 'zebra.seen.twice', key: 'data.answer', priority: 'sheddable', peak: 12_345.5 },
  {
    type: 'averylongnameofathing.wasseenbyplayer',
    key: `data.${'f'.repeat(32)}`,
    priority: 'sheddable',
    peak: 1_000_000,
  },
].map((kind) => ({ ...kind, type: kind.type.slice(0, 32) }) as NewType);

describe('adding an event type', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-add-type-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('writes definition, handler, rule, test, list entry and client entry', () => {
    const { written } = add().edit;
    expect([...written.keys()]).toEqual([
      'catalog/photo-shared.ts',
      'lambdas/photo-shared/handler.ts',
      'lambdas/photo-shared/store-latest.ts',
      'test/lambdas/photo-shared/store-latest.test.ts',
      'catalog/index.ts',
      'client/events.ts',
      'catalog/stages.ts',
    ]);
    expect(written.get('catalog/index.ts')).toBe(
      "import { huntJoined } from './hunt-joined.ts';\nimport { photoShared } from './photo-shared.ts';\n\n" +
        'export const catalog = [\n  huntJoined,\n  photoShared,\n];\n',
    );
    expect(written.get('client/events.ts')).toContain("  'photo.shared': DataOf<typeof photoShared>;\n}\n");
  });

  it.each(KINDS)('writes for $type, keyed by $key, exactly the definition that it has checked', async (kind) => {
    const { definition } = addType(kind, catalog, [], repository());
    const [file = '', text = ''] = [...newSources(kind)][0] ?? [];
    const module = path.join(directory, path.basename(file));
    const absolute = text.replaceAll("from './", `from '${pathToFileURL(ROOT).href}/catalog/`);
    writeFileSync(module, absolute.replaceAll("'typebox'", `'${import.meta.resolve('typebox')}'`));
    const [loaded] = Object.values((await import(module)) as Record<string, EventDefinition>);
    expect(JSON.parse(JSON.stringify(loaded))).toEqual(JSON.parse(JSON.stringify(definition)));
  });

  it('writes and edits files as the linter requires', () => {
    const project = path.join(directory, 'project');
    const real = repositoryAt(ROOT);
    const config = JSON.parse(readFileSync(path.join(ROOT, 'biome.json'), 'utf8'));
    const biome = { ...config, $schema: undefined, vcs: { enabled: false }, overrides: [] };
    applyEdit(project, { written: new Map([['biome.json', JSON.stringify(biome)]]), deleted: [] });
    let files: Record<string, string> = {
      'catalog/index.ts': real.read('catalog/index.ts') ?? '',
      'client/events.ts': real.read('client/events.ts') ?? '',
    };
    // Names that no studio gives a type, because the files are those of this checkout.
    for (const kind of KINDS) {
      const type = `never.${kind.type}`.slice(0, 32);
      const { written } = addType({ ...kind, type }, [], [], repository(files)).edit;
      files = { ...files, ...Object.fromEntries(written) };
    }
    applyEdit(project, { written: new Map(Object.entries(files)), deleted: [] });
    const lint = path.join(ROOT, 'node_modules/.bin/biome');
    execFileSync(lint, ['check', '--error-on-warnings', 'catalog', 'client', 'lambdas', 'test'], {
      cwd: project,
      stdio: 'pipe',
    });
  });

  it('raises only the throttles that would be refused, and prints them before and after', () => {
    const addition = add();
    const text = addition.edit.written.get('catalog/stages.ts') ?? '';
    expect(text).toContain('throttle: { requestsPerSecond: 400, burst: 500 }');
    const raised = addition.stages.filter(({ before, after }) => before !== after);
    expect(raised.map(({ before }) => before.name)).toEqual(['prod', 'load']);
    for (const { after, result } of addition.stages) {
      expect(after.throttle.burst).toBeLessThanOrEqual(5_000);
      expect(result.findings.filter(({ level }) => level === 'fails')).toEqual([]);
    }
    const printed = additionText(addition);
    expect(printed).toMatch(/^ {2}prod: 2,750 requests\/s, burst 2,750 → 3,\d{3} requests\/s, burst 2,750$/m);
    expect(printed).toMatch(/^ {2}prod +3,\d{3} requests\/s, burst 2,750 +1 +\$[\d,]+ → \$[\d,]+$/m);
  });

  it('leaves the stages unchanged if they can carry the type', () => {
    const roomy = Object.values(stages).map((stage) => ({
      ...stage,
      throttle: { ...stage.throttle, requestsPerSecond: stage.throttle.requestsPerSecond * 1.1 },
    }));
    const addition = addType({ ...PHOTO, peak: 1 }, catalog, roomy, repository());
    expect(addition.edit.written.has('catalog/stages.ts')).toBe(false);
    expect(additionText(addition)).toContain('Every stage admits the type with its present throttle.');
  });

  it('refuses a fault that no throttle removes, with the message of the check', () => {
    expect(() => add({ key: 'data.huntId', peak: 5_000 })).toThrow(CapacityError);
    expect(() => add({ key: 'data.huntId', peak: 5_000 })).toThrow(
      /Smallest change: photo\.shared's partitionKey .*\[hot-key\]/,
    );
  });

  it('refuses a throttle that it cannot find in the text, and says what to write', () => {
    const files = { ...FILES, 'catalog/stages.ts': 'export const stages = make();\n' };
    expect(() => add({}, files)).toThrow(
      /stage prod: .*Write "throttle: \{ requestsPerSecond: 3_\d{3}, burst: 2_750 \},"/,
    );
  });

  it.each<[string, Partial<NewType>, RegExp]>([
    ['a type that is there', { type: 'hunt.joined' }, /the type: got "hunt.joined".*Edit catalog\/hunt-joined\.ts/],
    ['capitals', { type: 'Photo.Shared' }, /lower-case words joined by dots/],
    ['one word', { type: 'photo' }, /lower-case words joined by dots/],
    ['a long name', { type: `photo.${'x'.repeat(40)}` }, /at most 32 characters/],
    ['a name that the rule uses', { type: 'store.latest' }, /store-latest.*Choose another name/],
    ['a name that the handler uses', { type: 'type.ports' }, /handler\.ts.*Choose another name/],
    ['a name that the list uses', { type: 'define.event' }, /define-event\.ts|Choose another name/],
    ['a key without data.', { key: 'teamId' }, /--key: got "teamId"; allowed: playerId, or data\.FIELD/],
    ['a key inside a field', { key: 'data.place.zone' }, /--key: got "data.place.zone"/],
    ['a key that is a number', { key: 'data.latitude' }, /--key: got "data.latitude"/],
    ['a key named like a prototype', { key: 'data.__proto__' }, /--key/],
    ['no traffic', { peak: 0 }, /traffic\.peakEventsPerSecond/],
  ])('refuses %s', (_what, change, message) => {
    expect(() => add(change)).toThrow(message);
  });

  it.each([
    'catalog/photo-shared.ts',
    'lambdas/photo-shared/handler.ts',
    'lambdas/photo-shared/notes.md',
    'test/lambdas/photo-shared/x.test.ts',
  ])('refuses to overwrite %s', (file) => {
    expect(() => add({}, { ...FILES, [file]: 'mine' })).toThrow(/which exists/);
  });

  it('refuses a list in another form', () => {
    const files = { ...FILES, 'catalog/index.ts': 'export const catalog = [huntJoined];\n' };
    expect(() => add({}, files)).toThrow(/catalog\/index\.ts: got "a list in another form"/);
  });
});
