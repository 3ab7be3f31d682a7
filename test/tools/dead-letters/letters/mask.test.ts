import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../../../catalog/index.ts';
import { isMasked, MASK, maskMessage, maskPayload } from '../../../../tools/dead-letters/letters/mask.ts';

/** Of every type: what a studio adds is masked too. */
const EXAMPLES = catalog.map(({ type, example }) => [type, example] as const);
const SECRET = 'Zaphod Beeblebrox';
const PRIVATE = ['latitude', 'Longitude', 'displayName', 'team_name', 'email', 'playerId', 'partitionKey', 'position'];

describe('a payload that is shown', () => {
  it('has no position and no name, wherever they are in it', () => {
    const key = fc.constantFrom(...PRIVATE, 'data', 'events', 'detail', 'x');
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ depthSize: 'small' }, fc.constant(1), fc.dictionary(key, tie('node')), fc.array(tie('node'))),
    })).node;
    fc.assert(
      fc.property(
        tree,
        fc.constantFrom(...PRIVATE),
        fc.constantFrom(SECRET, { deep: [SECRET] }),
        (around, name, value) => {
          const payload = { detail: { events: [{ around, [name]: value }] } };
          const hides = typeof value === 'string' || !['playerId', 'partitionKey'].includes(name);
          if (hides) expect(JSON.stringify(maskPayload(payload))).not.toContain(SECRET);
        },
      ),
    );
  });

  it.each(EXAMPLES)('hides positions and names of %s, and keeps its ids', (_, data) => {
    const masked = maskPayload({ id: 'event-0001', playerId: 'ada@example.org', data }) as Record<string, unknown>;
    expect(masked.id).toBe('event-0001');
    expect(JSON.stringify(masked)).not.toContain('ada@example.org');
    const shown = JSON.stringify(masked.data);
    for (const [field, value] of Object.entries(data as object)) {
      if (/latitude|longitude|name$/i.test(field)) expect(shown).not.toContain(JSON.stringify(value));
    }
  });

  it('shows the same player as the same text, and another as another', () => {
    const shown = ['ada', 'ada', 'bob'].map((playerId) => JSON.stringify(maskPayload({ playerId })));
    expect(shown[0]).toBe(shown[1]);
    expect(shown[0]).not.toBe(shown[2]);
    expect(isMasked(maskPayload({ playerId: 'ada' }))).toBe(true);
    expect(isMasked({ playerId: 'ada', data: [1, null] })).toBe(false);
  });

  it('does not quote the value in the words of the cause', () => {
    expect(maskMessage('data.latitude must be number; got "55.9, -3.1"')).toBe(
      `data.latitude must be number; got ${MASK}`,
    );
    expect(maskMessage('there is no hunt "x"')).toBe('there is no hunt "x"');
  });
});
