import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyEdit, ROOT, repositoryAt } from '../../../build/repository.ts';
import { addType } from '../../../tools/add-type/add-type.ts';
import { definitionOf, type NewType } from '../../../tools/add-type/new-type.ts';
import { mentionsOf } from '../../../tools/remove-type/mentions.ts';
import { removeType } from '../../../tools/remove-type/remove-type.ts';
import { removalText } from '../../../tools/remove-type/text.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';

/** A name that no studio gives a type, because the edited files are those of this checkout. */
const NEVER_SHIPPED: NewType = { type: 'never.shipped', key: 'playerId', priority: 'normal', peak: 50 };
const definition = definitionOf(NEVER_SHIPPED);
const CONTRACT = JSON.stringify({ types: { 'never.shipped': { versions: {} } } });
const shipped = repositoryAt(ROOT);
const EDITED = ['catalog/index.ts', 'client/events.ts'];

describe('removing an event type', () => {
  const directories: string[] = [];
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  /** A checkout with the files that the commands edit and with the added type. */
  const withType = (extra: Readonly<Record<string, string>> = {}) => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'cairn-remove-type-'));
    directories.push(root);
    const base = Object.fromEntries(EDITED.map((file) => [file, shipped.read(file) ?? '']));
    applyEdit(root, { written: new Map(Object.entries({ ...base, ...extra })), deleted: [] });
    applyEdit(root, addType(NEVER_SHIPPED, catalog, [], repositoryAt(root)).edit);
    return { root, repository: repositoryAt(root) };
  };

  it('deletes an unreleased one at once, and restores lists and client', () => {
    const { root, repository } = withType();
    const removal = removeType('never.shipped', [...catalog, definition], repository);
    expect(removal.outcome).toBe('deleted');
    applyEdit(root, removal.edit);
    for (const file of EDITED) expect(repository.read(file)).toBe(shipped.read(file));
    for (const file of ['catalog/never-shipped.ts', 'lambdas/never-shipped', 'test/lambdas/never-shipped']) {
      expect(repository.exists(file)).toBe(false);
    }
    expect(mentionsOf('never.shipped', root, [])).toEqual([]);
  });

  it('names the other files that still mention it', () => {
    const { root, repository } = withType({
      'docs/photos.md': 'Phones send never.shipped.\n',
      'test/photos.test.ts': "import { neverShipped } from '../catalog/never-shipped.ts';\n",
      'docs/other.md': 'Phones send never.shippedness and my-never-shipped-x.\n',
    });
    const removal = removeType('never.shipped', [...catalog, definition], repository);
    const mentions = mentionsOf('never.shipped', root, [...removal.edit.deleted, ...removal.edit.written.keys()]);
    expect(mentions).toEqual(['docs/photos.md', 'test/photos.test.ts']);
    expect(removalText('never.shipped', removal, mentions)).toContain('  docs/photos.md');
  });

  it('first retires one that is released, and deletes it by a second call', () => {
    const { root, repository } = withType({ 'catalog/contract.json': CONTRACT });
    const first = removeType('never.shipped', [...catalog, definition], repository);
    expect(first).toMatchObject({ outcome: 'retired', edit: { deleted: [] } });
    applyEdit(root, first.edit);
    expect(repository.read('catalog/never-shipped.ts')).toContain("  type: 'never.shipped',\n  retired: true,\n");
    expect(removalText('never.shipped', first, [])).toContain('run the same command again');
    const second = removeType('never.shipped', [...catalog, { ...definition, retired: true }], repository);
    expect(second.outcome).toBe('deleted');
    applyEdit(root, second.edit);
    // The contract may not contain a type that is not in the catalog: lint, test and synth refuse that.
    expect(JSON.parse(repository.read('catalog/contract.json') ?? '')).toEqual({ types: {} });
  });

  it('treats a contract without the type, or a missing one, as unreleased', () => {
    for (const contract of ['{}', '{"types":{}}', '{"types":{"never.shipped.more":{}}}']) {
      const { repository } = withType({ 'catalog/contract.json': contract });
      expect(removeType('never.shipped', [...catalog, definition], repository).outcome).toBe('deleted');
    }
  });

  it('refuses a contract that is not JSON, rather than delete what phones send', () => {
    const { repository } = withType({ 'catalog/contract.json': '<<<<<<< ours' });
    expect(() => removeType('never.shipped', [...catalog, definition], repository)).toThrow(/catalog\/contract\.json/);
  });

  it('refuses an unknown type and names the one that was meant', () => {
    expect(() => removeType('hunt.joind', catalog, shipped)).toThrow(/Did you mean "hunt\.joined"\?/);
  });

  it('refuses to remove the only type', () => {
    const { repository } = withType();
    expect(() => removeType('never.shipped', [definition], repository)).toThrow(/Add another type first/);
  });
});
