import type { EventDefinition } from '../../../catalog/definition.ts';
import { integerBetween, type Random, randomId } from '../../../core/random.ts';

/** The ids and places that generated events refer to. */
export interface LoadHunt {
  readonly huntId: string;
  readonly clues: readonly { readonly clueId: string; readonly answer: string }[];
  readonly treasures: readonly { readonly treasureId: string; readonly latitude: number; readonly longitude: number }[];
}

/** What the generator needs of an event type: only data that can be sent to another process. */
export type EventTemplate = Pick<EventDefinition, 'type' | 'example'> & { readonly meanBytes: number };

/** Variants of `data` for each type; each event gets one of them. */
const VARIANTS = 64;
const SHORTEST_ID = 22;
const LONGEST_ID = 64;
const RIGHT_ANSWER_SHARE = 0.75;

/** The parts of an event except id and time, ready to be joined. */
interface Shape {
  /** Fills the id up to the catalog's mean size, within the longest valid id. */
  readonly idPadding: string;
  /** `","type":…,"occurredAt":"` */
  readonly middle: string;
  /** `","data":{…}}` of each variant. */
  readonly tails: readonly string[];
}

/** A request's body as text, and the ids of its events, in order. */
export interface EventsBody {
  readonly text: string;
  readonly ids: readonly string[];
}

/** Writes bodies from prepared parts: an event costs an id and three joined strings. */
export class EventBodies {
  readonly #shapes = new Map<string, Shape>();
  readonly #random: Random;
  readonly #prefix: string;
  #count = 0;

  /** @param runId part of every id, so that ids of different runs differ; characters of an id */
  constructor(templates: readonly EventTemplate[], hunt: LoadHunt, runId: string, random: Random) {
    this.#random = random;
    this.#prefix = runId;
    for (const template of templates) this.#shapes.set(template.type, this.#shape(template, hunt));
  }

  /** @param occurredAt RFC 3339 */
  next(types: readonly string[], occurredAt: string): EventsBody {
    const ids: string[] = [];
    let text = '{"events":[';
    for (const type of types) {
      const shape = this.#shapes.get(type);
      if (shape === undefined) throw new Error(`no template of ${type}`);
      this.#count += 1;
      const id = `${this.#prefix}${this.#count.toString(36).padStart(SHORTEST_ID - this.#prefix.length, '0')}${shape.idPadding}`;
      const tail = shape.tails[integerBetween(this.#random, 0, shape.tails.length - 1)] ?? '';
      text += `${ids.length === 0 ? '' : ','}{"id":"${id}${shape.middle}${occurredAt}${tail}`;
      ids.push(id);
    }
    return { text: `${text}]}`, ids };
  }

  #shape(template: EventTemplate, hunt: LoadHunt): Shape {
    const middle = `","type":${JSON.stringify(template.type)},"occurredAt":"`;
    const tails = Array.from(
      { length: VARIANTS },
      () => `","data":${JSON.stringify(dataOf(template.example, hunt, this.#random))}}`,
    );
    const meanTail = tails.reduce((sum, tail) => sum + Buffer.byteLength(tail), 0) / VARIANTS;
    const withoutId = '{"id":"'.length + middle.length + '2026-01-01T12:00:00.000Z'.length + meanTail;
    const idLength = Math.min(LONGEST_ID, Math.max(SHORTEST_ID, Math.round(template.meanBytes - withoutId)));
    return { idPadding: randomId(this.#random, idLength - SHORTEST_ID), middle, tails };
  }
}

/**
 * The catalog's example of a type, with values that a player of the hunt would send. Fields with known names are filled
 * in, all others stay as in the example, so that a new type needs no change here.
 */
function dataOf(example: unknown, hunt: LoadHunt, random: Random): object {
  const pick = <Value>(values: readonly Value[]): Value | undefined =>
    values[integerBetween(random, 0, values.length - 1)];
  const clue = pick(hunt.clues);
  const treasure = pick(hunt.treasures);
  const place = (axis: 'latitude' | 'longitude'): number => {
    const near = treasure?.[axis] ?? 0;
    return Number((near + (random.unit() - 0.5) / 5_000).toFixed(7));
  };
  const known: Readonly<Record<string, () => unknown>> = {
    huntId: () => hunt.huntId,
    clueId: () => clue?.clueId,
    answer: () => (random.unit() < RIGHT_ANSWER_SHARE ? clue?.answer : 'no idea at all'),
    treasureId: () => treasure?.treasureId,
    latitude: () => place('latitude'),
    longitude: () => place('longitude'),
    accuracyMeters: () => integerBetween(random, 3, 50),
    displayName: () => `Ada of house ${integerBetween(random, 1, 9_999)}`,
  };
  return Object.fromEntries(
    Object.entries(example as object).map(([name, value]) => [
      name,
      (Object.hasOwn(known, name) ? known[name]?.() : undefined) ?? value,
    ]),
  );
}
