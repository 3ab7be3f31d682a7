import { describe, expect, it } from 'vitest';
import { createInOrder } from '../../../../local/aws/template/creation.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';

type Declared = Record<string, { readonly DependsOn?: readonly string[]; readonly slow?: true }>;

/** What begins and ends, in order; names in lower case begin and end at once. */
function creationOf(declared: Declared): string[] {
  const happened: string[] = [];
  const { resources } = readTemplate('stack', {
    Resources: Object.fromEntries(
      Object.entries(declared).map(([name, { DependsOn = [] }]) => [name, { Type: 'T', DependsOn: [...DependsOn] }]),
    ),
  });
  createInOrder(resources, ({ logicalId }) => {
    happened.push(`+${logicalId}`);
    const built = { ref: logicalId, attributes: {} };
    if (declared[logicalId]?.slow !== true) return built;
    return { ...built, complete: () => happened.push(`-${logicalId}`) };
  });
  return happened;
}

describe('the creation of resources', () => {
  it('begins all at once that waits for nothing', () => {
    expect(creationOf({ A: { slow: true }, B: { slow: true }, c: {} })).toEqual(['+A', '+B', '+c', '-A', '-B']);
  });

  it('begins a resource when all that it depends on is complete, while others are still under way', () => {
    const order = creationOf({
      A: { slow: true },
      B: { slow: true },
      C: { slow: true, DependsOn: ['A'] },
      d: { DependsOn: ['B', 'C'] },
    });
    expect(order).toEqual(['+A', '+B', '-A', '+C', '-B', '-C', '+d']);
  });

  it('leaves out what its condition excludes, and does not wait for it', () => {
    const { resources } = readTemplate('stack', {
      Resources: { Gone: { Type: 'T' }, Here: { Type: 'T', DependsOn: 'Gone' } },
    });
    const made: string[] = [];
    createInOrder(resources, ({ logicalId }) => {
      if (logicalId === 'Gone') return undefined;
      made.push(logicalId);
      return { ref: logicalId, attributes: {} };
    });
    expect(made).toEqual(['Here']);
  });
});
