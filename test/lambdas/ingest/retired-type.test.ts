import { describe, expect, it } from 'vitest';
import { clueViewed } from '../../../catalog/clue-viewed.ts';
import { huntJoined } from '../../../catalog/hunt-joined.ts';
import { checkEvent } from '../../../lambdas/ingest/check-event.ts';
import { eventRules } from '../../../lambdas/ingest/event-rules.ts';

const rules = eventRules(new Map(), [{ ...huntJoined, retired: true }, clueViewed]);
const check = (type: string, data: object = huntJoined.example) =>
  checkEvent({ id: 'retired-000000000', type, occurredAt: '2026-11-01T00:00:00Z', data }, 'ada', true, rules);

describe('An event of a retired type', () => {
  it('is rejected because the type is retired, valid or not', () => {
    const rejection = {
      code: 'retired_type',
      message: 'event type "hunt.joined" is retired: it is no longer accepted; stop sending it',
    };
    expect(check('hunt.joined')).toEqual(rejection);
    expect(check('hunt.joined', {})).toEqual(rejection);
  });

  it('leaves the other types unchanged', () => {
    expect(check('clue.viewed', clueViewed.example)).toMatchObject({ definition: { type: 'clue.viewed' } });
  });

  it('is not suggested as a type that a client could have meant', () => {
    expect(check('hunt.joinde')).toEqual({
      code: 'unknown_type',
      message: 'event type "hunt.joinde" is not in the catalog; known are clue.viewed',
    });
  });
});
