import type { EventDefinition } from './definition.ts';
import { kebabName } from './names.ts';
import { type JsonSchema, type SchemaBreak, sameMeaning, schemaBreaks } from './schema-breaks.ts';
import { plain } from './validator.ts';

/**
 * The versions that phones in the field were built for: catalog/contract.json. Only `npm run cairn -- release-types`
 * writes it.
 */
export interface Contract {
  readonly types: Readonly<Record<string, ReleasedType>>;
}

export interface ReleasedType {
  /** The same in all versions. */
  readonly partitionKey: string;
  /** The schema of `data`, by version. */
  readonly versions: Readonly<Record<string, JsonSchema>>;
}

/** A change that phones in the field would not survive, and the ways out. */
export interface ContractBreak {
  readonly type: string;
  /** Sentences with the type or a field as their subject. */
  readonly problems: readonly string[];
  readonly remedy: string;
}

/** A version in the catalog that the contract does not have. */
export interface Unreleased {
  readonly type: string;
  readonly version: number;
}

/** The catalog breaks the contract. One message for lint, synth and the commands. */
export class ContractError extends Error {
  override readonly name = 'ContractError';

  constructor(breaks: readonly ContractBreak[]) {
    const lines = breaks.flatMap(({ type, problems, remedy }) => [
      ...problems.map((problem) => `  ${type}: ${problem}`),
      `    → ${remedy}`,
    ]);
    super(
      ['the catalog breaks what was released (catalog/contract.json); phones in the field count on it:', ...lines].join(
        '\n',
      ),
    );
  }
}

/** @throws ContractError if the catalog breaks the contract */
export function checkContract(contract: Contract, catalog: readonly EventDefinition[]): void {
  const breaks = contractBreaks(contract, catalog);
  if (breaks.length > 0) throw new ContractError(breaks);
}

/**
 * Everything in the catalog that breaks the contract. Types and versions that the contract does not have may change
 * freely.
 */
export function contractBreaks(contract: Contract, catalog: readonly EventDefinition[]): readonly ContractBreak[] {
  const definitions = new Map(catalog.map((definition) => [definition.type, definition]));
  return Object.entries(contract.types).flatMap(([type, released]) => {
    const definition = definitions.get(type);
    return definition === undefined ? [disappeared(type)] : breaksOf(definition, released);
  });
}

function disappeared(type: string): ContractBreak {
  return {
    type,
    problems: ['it was released and is no longer in the catalog'],
    remedy: `Put it back; or retire it first and then remove it: npm run cairn -- remove-type ${type} (docs/add-an-event-type.md).`,
  };
}

function breaksOf(definition: EventDefinition, { partitionKey, versions }: ReleasedType): readonly ContractBreak[] {
  const { type, version } = definition;
  const newest = Math.max(...Object.keys(versions).map(Number));
  if (version < newest) {
    const remedy = `Set version: ${newest} again; or change what it accepts with version: ${newest + 1}.`;
    return [{ type, problems: [`its version went back from ${newest} to ${version}`], remedy }];
  }
  const breaks: ContractBreak[] = [];
  if (definition.partitionKey !== partitionKey) {
    breaks.push({
      type,
      problems: [`its partition key was ${partitionKey} and is ${definition.partitionKey}`],
      remedy: `Undo it; or define a new type with that key: the key is the same in all versions, as events under another key would overtake those before.`,
    });
  }
  const kept = [{ version, dataSchema: definition.dataSchema }, ...definition.earlier];
  for (const [name, schema] of Object.entries(versions)) {
    const released = Number(name);
    // If a version is no longer kept, the next kept version above it reads its events.
    const reads = kept.findLast((one) => one.version >= released);
    if (reads === undefined) continue;
    const now: JsonSchema = plain(reads.dataSchema);
    if (reads.version === released) breaks.push(...frozen(definition, released, schema, now));
    else breaks.push(...unread(type, released, reads.version, schemaBreaks(schema, now, 'data')));
  }
  return breaks;
}

/** A released version must not change: during a roll-out, handlers of both releases read events with this stamp. */
function frozen(
  { type, version }: EventDefinition,
  released: number,
  before: JsonSchema,
  now: JsonSchema,
): readonly ContractBreak[] {
  if (sameMeaning(before, now)) return [];
  const breaks = schemaBreaks(before, now, 'data');
  const problems =
    breaks.length > 0
      ? breaks.map((one) => `${sentence(one)}, and version ${released} is released`)
      : [
          `version ${released} is released and accepts more now: handlers that are still of the older release cannot read it`,
        ];
  if (released < version) {
    return [{ type, problems, remedy: `Undo it: earlier version ${released} stays as it was released.` }];
  }
  const next = version + 1;
  const keep = breaks.length > 0 ? ` and keep the released one: ${earlierOf(released)}` : '';
  return [{ type, problems, remedy: `Undo it; or set version: ${next}${keep} in catalog/${kebabName(type)}.ts.` }];
}

/** A released version that is no longer kept, if the version that reads its events does not accept all of them. */
function unread(
  type: string,
  released: number,
  reader: number,
  breaks: readonly SchemaBreak[],
): readonly ContractBreak[] {
  if (breaks.length === 0) return [];
  return [
    {
      type,
      problems: breaks.map((one) => `${sentence(one)} in version ${reader}, and phones send version ${released}`),
      remedy: `Undo it; or keep the released one: ${earlierOf(released)} in catalog/${kebabName(type)}.ts.`,
    },
  ];
}

function sentence({ path, message }: SchemaBreak): string {
  return `${path} ${message}`;
}

function earlierOf(version: number): string {
  return `earlier: [{ version: ${version}, data, example, upgrade }]`;
}

/** Versions that `release-types` would add: every version that the definitions keep and the contract lacks. */
export function unreleased({ types }: Contract, catalog: readonly EventDefinition[]): readonly Unreleased[] {
  return catalog.flatMap(({ type, version, earlier }) =>
    [...earlier.map((one) => one.version).reverse(), version]
      .filter((one) => types[type]?.versions[one] === undefined)
      .map((one) => ({ type, version: one })),
  );
}

/**
 * Adds every version of the catalog to the contract. Changes nothing that is in it.
 * @throws ContractError if the catalog breaks it
 */
export function release(contract: Contract, catalog: readonly EventDefinition[]): Contract {
  checkContract(contract, catalog);
  const types = { ...contract.types };
  for (const { type, partitionKey, version, dataSchema, earlier } of catalog) {
    const kept = [{ version, dataSchema }, ...earlier].map((one) => [one.version, plain(one.dataSchema)] as const);
    types[type] = { partitionKey, versions: { ...Object.fromEntries(kept), ...types[type]?.versions } };
  }
  return { types };
}

/** Removes a retired type whose definition `remove-type` has deleted. */
export function withoutType({ types }: Contract, type: string): Contract {
  const { [type]: _removed, ...others } = types;
  return { types: others };
}
