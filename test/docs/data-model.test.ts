import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { unitsTable } from '../../tools/plan/units-table.ts';

const PAGE = readFileSync(path.join(import.meta.dirname, '../../docs/data-model.md'), 'utf8');

it("docs/data-model.md's table of reads and writes is of the catalog as it is now (else: npm run docs)", () => {
  expect(PAGE).toContain(unitsTable(catalog));
});

it('gives a course that is declared otherwise another line', () => {
  const [first, ...others] = catalog;
  if (first === undefined) throw new Error('the catalog has a type');
  const cheaper = { ...first, tableUse: [{ when: '', share: 1, calls: [] }] };
  expect(unitsTable([cheaper, ...others])).not.toBe(unitsTable(catalog));
});
