import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILDERS, WITHOUT_EFFECT } from '../../local/aws/template/resource-types.ts';

const PAGE = readFileSync(path.join(import.meta.dirname, '../../docs/local-testing.md'), 'utf8');

describe('docs/local-testing.md', () => {
  it('names every resource type that the local runtime takes without effect, and no other', () => {
    const named = [...PAGE.matchAll(/`((?:AWS|Custom)::[\w:]+)`/g)].map(([, type]) => type);
    expect(named.toSorted()).toEqual(Object.keys(WITHOUT_EFFECT).sort());
  });

  it('knows no type both with and without effect', () => {
    expect(Object.keys(WITHOUT_EFFECT).filter((type) => type in BUILDERS)).toEqual([]);
  });
});
