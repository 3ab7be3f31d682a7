import { randomUUID } from 'node:crypto';
import type { EventData, EventType } from '../../client/events.ts';

/** A small hunt that is open now: three clues, two treasures; one needs two clues, one needs none. */
export function smallHunt(): object {
  const now = Date.now();
  return {
    name: 'Around the castle',
    startsAt: new Date(now - 60_000).toISOString(),
    endsAt: new Date(now + 3_600_000).toISOString(),
    clues: [
      { clueId: 'a', text: 'First letter?', answer: 'Alpha', points: 10, hint: 'Greek', hintCost: 3 },
      { clueId: 'b', text: 'Second letter?', answer: 'Beta', points: 20, hint: 'Greek', hintCost: 4 },
      { clueId: 'c', text: 'Third letter?', answer: 'Gamma', points: 30, hint: 'Greek', hintCost: 5 },
    ],
    treasures: [
      { treasureId: 'gold', ...CASTLE, radiusMeters: 50, points: 100, requiredClues: ['a', 'b'] },
      { treasureId: 'silver', ...CASTLE, radiusMeters: 50, points: 50, requiredClues: [] },
    ],
  };
}

export const CASTLE = { latitude: 55.9486, longitude: -3.1999 };
/** About two kilometres away. */
export const HOLYROOD = { latitude: 55.9527, longitude: -3.1723 };

/** An event as a phone sends it, with an id of its own. */
export function event<Type extends EventType>(
  type: Type,
  data: EventData[Type],
): { id: string; type: Type; occurredAt: string; data: EventData[Type] } {
  return { id: randomUUID(), type, occurredAt: new Date().toISOString(), data };
}
