/** One studio's first change. */
export interface FirstChange {
  readonly type: string;
  /** Options of `add-type`. */
  readonly options: readonly string[];
  /** What the studio writes into the new definition before anything is sent. @default nothing */
  readonly shape?: (definition: string) => string;
  /** The next version of the definition, with data that phones of today do not send yet. */
  readonly raise: (definition: string) => string;
  /** Whether phones get the first version before the next one, so that both live. @default false */
  readonly released?: boolean;
}

/** Puts a new optional field into the newest version. */
function withOptionalField(definition: string): string {
  return replaced(
    replaced(definition, 'version: 1,', 'version: 2,'),
    '      subjectId: Identifier,\n',
    '      subjectId: Identifier,\n      albumId: Type.Optional(Identifier),\n',
  );
}

/** A nested object and an array beside the fields that are there. */
function withNestedFields(definition: string): string {
  const imported = replaced(
    definition,
    "import { Identifier } from './fields.ts';",
    "import { Identifier, Latitude, Longitude } from './fields.ts';",
  );
  const typed = replaced(
    imported,
    '      subjectId: Identifier,\n',
    [
      '      subjectId: Identifier,',
      '      place: Type.Object({ latitude: Latitude, longitude: Longitude }, { additionalProperties: false }),',
      '      tags: Type.Array(Identifier, { maxItems: 5 }),\n',
    ].join('\n'),
  );
  return replaced(
    typed,
    "    subjectId: 'castle',\n",
    "    subjectId: 'castle',\n    place: { latitude: 55.9486, longitude: -3.1999 },\n    tags: ['sunset', 'castle'],\n",
  );
}

/** As `replace`, but never without effect. */
export function replaced(text: string, before: string, after: string): string {
  if (!text.includes(before)) throw new Error(`the file has no ${JSON.stringify(before)}:\n${text}`);
  return text.replace(before, after);
}

/** The first is CI's sample. */
export const FIRST_CHANGES: readonly FirstChange[] = [
  { type: 'photo.shared', options: ['--peak', '300'], raise: withOptionalField },
  {
    type: 'team.cheered',
    options: ['--key', 'data.teamId', '--priority', 'sheddable', '--peak', '100'],
    shape: withNestedFields,
    raise: withOptionalField,
  },
  {
    type: 'alarm.pressed',
    options: ['--priority', 'critical', '--peak', '20'],
    // Version 2 renames a field; phones of version 1 are still out there.
    raise: (definition) =>
      replaced(
        replaced(
          replaced(definition, 'version: 1,', 'version: 2,'),
          '      subjectId: Identifier,\n',
          '      subjectId: Identifier,\n      reason: Identifier,\n',
        ),
        "    subjectId: 'castle',\n  },\n",
        [
          "    subjectId: 'castle',",
          "    reason: 'lost',",
          '  },',
          '  earlier: [',
          '    {',
          '      version: 1,',
          '      data: Type.Object({ huntId: Identifier, subjectId: Identifier }, { additionalProperties: false }),',
          "      example: { huntId: 'edinburgh', subjectId: 'castle' },",
          "      upgrade: (data) => ({ ...data, reason: 'unknown' }),",
          '    },',
          '  ],\n',
        ].join('\n'),
      ),
    released: true,
  },
];
