import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { idleTable } from '../../tools/plan/idle-table.ts';
import { watchTable } from '../../tools/plan/watch-table.ts';
import { resourcesOf, stageNames, templateOf, watchTemplateOf } from '../helpers/templates.ts';

const README = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');

it("README's table of idle costs is of the templates as they are now (else: npm run docs)", () => {
  const templates = Object.fromEntries(
    stageNames.map((name) => [
      name,
      { Resources: { ...resourcesOf(templateOf(name)), ...resourcesOf(watchTemplateOf(name)) } },
    ]),
  );
  expect(README).toContain(idleTable(templates as Parameters<typeof idleTable>[0]));
});

it("README's table of what watching costs is of the alarms as they are now (else: npm run docs)", () => {
  expect(README).toContain(watchTable(catalog, stages));
});
