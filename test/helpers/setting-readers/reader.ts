/** What a template says of a stage's settings, by the path that each has in the topology, such as `functions.ingest.memoryMb`. */
export type Settings = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noExplicitAny: properties are JSON of any shape
export type Properties = any;

/** Reads a resource's settings. `properties` are those that it knows, settings or not: another one is a setting that nobody compares. */
export interface Reader {
  readonly properties: readonly string[];
  readonly read: (properties: Properties, id: string, names: Names) => Settings;
}

export interface Names {
  /** The path of an event type by the beginning of a logical id. */
  readonly typeOf: (id: string) => { readonly path: string; readonly rest: string } | undefined;
}

/** Readers by the type of their resource. */
export type Readers = Readonly<Record<string, Reader>>;

/** @throws Error unless there is exactly one value */
export function only<Value>(values: readonly Value[]): Value {
  const [value] = values;
  if (value === undefined || values.length > 1) throw new Error(`${values.length} values where one is expected`);
  return value;
}
