import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addType } from '../../../tools/add-type/add-type.ts';
import { definitionOf, type NewType } from '../../../tools/add-type/new-type.ts';
import { mentionsOf } from '../../../tools/remove-type/mentions.ts';
import { removeType } from '../../../tools/remove-type/remove-type.ts';
import { removalText } from '../../../tools/remove-type/text.ts';
import { applyEdit, ROOT, repositoryAt } from '../../../tools/shared/repository.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';

const PHOTO: NewType = { type: 'photo.shared', key: 'playerId', priority: 'normal', peak: 50 };
const definition = definitionOf(PHOTO);
const CONTRACT = JSON.stringify({ types: { 'photo.shared': { versions: {} } } });
const shipped = repositoryAt(ROOT);
const EDITED = ['catalog/index.ts', 'client/events.ts'];

describe('removing an event type', () => {
  const directories: string[] = [];
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  /** A checkout with the files that the commands edit, and the type added. */
  const withPhoto = (extra: Readonly<Record<string, string>> = {}) => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'cairn-remove-type-'));
    directories.push(root);
    const base = Object.fromEntries(EDITED.map((file) => [file, shipped.read(file) ?? '']));
    applyEdit(root, { written: new Map(Object.entries({ ...base, ...extra })), deleted: [] });
    applyEdit(root, addType(PHOTO, catalog, [], repositoryAt(root)).edit);
    return { root, repository: repositoryAt(root) };
  };

  it('deletes an unreleased one at once, and leaves lists and client as they were', () => {
    const { root, repository } = withPhoto();
    const removal = removeType('photo.shared', [...catalog, definition], repository);
    expect(removal.outcome).toBe('deleted');
    applyEdit(root, removal.edit);
    for (const file of EDITED) expect(repository.read(file)).toBe(shipped.read(file));
    for (const file of ['catalog/photo-shared.ts', 'lambdas/photo-shared', 'test/lambdas/photo-shared']) {
      expect(repository.exists(file)).toBe(false);
    }
    expect(mentionsOf('photo.shared', root, [])).toEqual([]);
  });

  it('names the other files that still mention it', () => {
    const { root, repository } = withPhoto({
      'docs/photos.md': 'Phones send photo.shared.\n',
      'test/photos.test.ts': "import { photoShared } from '../catalog/photo-shared.ts';\n",
      'docs/other.md': 'Phones send photo.sharedness and my-photo-shared-x.\n',
    });
    const removal = removeType('photo.shared', [...catalog, definition], repository);
    const mentions = mentionsOf('photo.shared', root, [...removal.edit.deleted, ...removal.edit.written.keys()]);
    expect(mentions).toEqual(['docs/photos.md', 'test/photos.test.ts']);
    expect(removalText('photo.shared', removal, mentions)).toContain('  docs/photos.md');
  });

  it('first retires one that is released, and deletes it by a second call', () => {
    const { root, repository } = withPhoto({ 'catalog/contract.json': CONTRACT });
    const first = removeType('photo.shared', [...catalog, definition], repository);
    expect(first).toMatchObject({ outcome: 'retired', edit: { deleted: [] } });
    applyEdit(root, first.edit);
    expect(repository.read('catalog/photo-shared.ts')).toContain("  type: 'photo.shared',\n  retired: true,\n");
    expect(removalText('photo.shared', first, [])).toContain('run the same command again');
    const second = removeType('photo.shared', [...catalog, { ...definition, retired: true }], repository);
    expect(second.outcome).toBe('deleted');
    applyEdit(root, second.edit);
    // What is not in the catalog may not be in the contract: lint, test and synth refuse that.
    expect(JSON.parse(repository.read('catalog/contract.json') ?? '')).toEqual({ types: {} });
  });

  it('takes a contract without the type, or none, for unreleased', () => {
    for (const contract of ['{}', '{"types":{}}', '{"types":{"photo.shared.more":{}}}']) {
      const { repository } = withPhoto({ 'catalog/contract.json': contract });
      expect(removeType('photo.shared', [...catalog, definition], repository).outcome).toBe('deleted');
    }
  });

  it('refuses a contract that is no JSON rather than delete what phones send', () => {
    const { repository } = withPhoto({ 'catalog/contract.json': '<<<<<<< ours' });
    expect(() => removeType('photo.shared', [...catalog, definition], repository)).toThrow(/catalog\/contract\.json/);
  });

  it('refuses an unknown type and names the one that was meant', () => {
    expect(() => removeType('hunt.joind', catalog, shipped)).toThrow(/Did you mean "hunt\.joined"\?/);
  });

  it('refuses to remove the only type', () => {
    const { repository } = withPhoto();
    expect(() => removeType('photo.shared', [definition], repository)).toThrow(/Add another type first/);
  });
});
