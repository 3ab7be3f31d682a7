import { describe, expect, it } from 'vitest';
import { createInOrder } from '../../../../local/aws/template/creation.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';

type Declared = Record<string, { readonly DependsOn?: readonly string[]; readonly slow?: true }>;

/** Records begins and ends in order; a resource with a name in lower case ends at once. */
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
  it('begins all resources without dependencies at once', () => {
    expect(creationOf({ A: { slow: true }, B: { slow: true }, c: {} })).toEqual(['+A', '+B', '+c', '-A', '-B']);
  });

  it('begins a resource when all its dependencies are complete, while others are still in creation', () => {
    const order = creationOf({
      A: { slow: true },
      B: { slow: true },
      C: { slow: true, DependsOn: ['A'] },
      d: { DependsOn: ['B', 'C'] },
    });
    expect(order).toEqual(['+A', '+B', '-A', '+C', '-B', '-C', '+d']);
  });

  it('omits a resource that its condition excludes, and does not wait for it', () => {
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
