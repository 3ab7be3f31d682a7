import { describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { kebabName, pascalName } from '../../catalog/names.ts';
import { stageNamed } from '../../catalog/stage-named.ts';
import { stages } from '../../catalog/stages.ts';

describe('the catalog', () => {
  it('contains each type once', () => {
    const types = catalog.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
  });

  it('sheds location.pinged first, and never treasure.claimed', () => {
    const priority = Object.fromEntries(catalog.map(({ type, priority }) => [type, priority]));
    expect(priority['location.pinged']).toBe('sheddable');
    expect(priority['treasure.claimed']).toBe('critical');
  });

  it('gives each type names for its folder and its constructs', () => {
    expect([kebabName('treasure.claimed'), pascalName('treasure.claimed')]).toEqual([
      'treasure-claimed',
      'TreasureClaimed',
    ]);
  });

  it.each([['\ud800'], ['a\u0000b'], ['x'.repeat(41)], ['']])('refuses the display name %j', (displayName) => {
    const joined = catalog.find(({ type }) => type === 'hunt.joined');
    const event = {
      id: 'a'.repeat(16),
      type: 'hunt.joined',
      occurredAt: '2026-01-02T03:04:05Z',
      data: { huntId: 'h', displayName },
    };
    expect(joined?.validateSubmitted(event)).toMatchObject({ path: 'data.displayName' });
  });

  it('accepts display names beyond ASCII, including emoji with joiners', () => {
    const joined = catalog.find(({ type }) => type === 'hunt.joined');
    for (const displayName of ['Zoë', '李雷', '👩‍👩‍👧']) {
      const event = {
        id: 'a'.repeat(16),
        type: 'hunt.joined',
        occurredAt: '2026-01-02T03:04:05+01:00',
        data: { huntId: 'h', displayName },
      };
      expect(joined?.validateSubmitted(event)).toBeUndefined();
    }
  });
});

describe('the stages', () => {
  it('are found by name, and an unknown name gets a list of them', () => {
    expect(stageNamed('prod')).toBe(stages.prod);
    expect(() => stageNamed('production')).toThrow('stage: got "production"; allowed: dev, prod, load.');
    expect(() => stageNamed('toString')).toThrow('allowed: dev, prod, load');
  });
});
