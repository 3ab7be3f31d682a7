import Type from 'typebox';
import { Answer, Identifier, Latitude, Longitude, Timestamp } from '../../catalog/fields.ts';
import { lazyValidator } from '../../catalog/validator.ts';

/** Most clues, and most treasures, of a hunt. */
export const MAX_PARTS = 200;

const Points = Type.Integer({ minimum: 0, maximum: 1_000_000 });
/** A text may contain line breaks, but no other control characters and no lone surrogates. */
const Text = (maxLength: number) =>
  Type.String({ pattern: `^(?:[^\\p{Cc}\\p{Cs}\\ufffe\\uffff]|[\\n\\t]){1,${maxLength}}$` });

const Clue = Type.Object(
  {
    clueId: Identifier,
    text: Text(2_000),
    answer: Answer,
    points: Points,
    hint: Text(1_000),
    hintCost: Points,
  },
  { additionalProperties: false },
);

const Treasure = Type.Object(
  {
    treasureId: Identifier,
    latitude: Latitude,
    longitude: Longitude,
    radiusMeters: Type.Number({ minimum: 1, maximum: 10_000 }),
    points: Points,
    requiredClues: Type.Array(Identifier, { maxItems: MAX_PARTS }),
  },
  { additionalProperties: false },
);

/** The body of `PUT /v1/hunts/{huntId}`. */
export const huntDefinitionSchema = Type.Object(
  {
    name: Text(200),
    startsAt: Timestamp,
    endsAt: Timestamp,
    clues: Type.Array(Clue, { maxItems: MAX_PARTS }),
    treasures: Type.Array(Treasure, { maxItems: MAX_PARTS }),
  },
  { additionalProperties: false },
);

/** Compiled ahead of time in the bundle (build/bundle/compile-schemas.ts). */
export const validateHuntDefinition = lazyValidator(huntDefinitionSchema);
