import type { ChainStage, ChainType } from '../model/workload.ts';

/** Types and a stage, which the model sizes. */
export interface Chain {
  readonly types: readonly ChainType[];
  readonly stage: ChainStage;
}

export type SettingValue = number | string | boolean;

/** Another value for one setting: of an event type, or of the stage if `type` is left out. */
export interface Change {
  readonly type?: string;
  /** Such as `batchSize`, `traffic.peakEventsPerSecond` or `throttle.burst`. */
  readonly setting: string;
  readonly value: SettingValue;
}

/** Settings in `processing`; an event type's other settings are in the definition itself. */
export const PROCESSING_SETTINGS = [
  'batchSize',
  'batchingWindowSeconds',
  'parallelizationFactor',
  'reservedConcurrency',
  'memoryMb',
  'timeoutSeconds',
  'retryAttempts',
  'maxRecordAgeSeconds',
  'bisectBatchOnError',
] as const;
const IN_PROCESSING: ReadonlySet<string> = new Set(PROCESSING_SETTINGS);

export function applyChange({ types, stage }: Chain, { type, setting, value }: Change): Chain {
  if (type === undefined) return { types, stage: withValue(stage, setting, value) };
  const path = IN_PROCESSING.has(setting) ? `processing.${setting}` : setting;
  return { stage, types: types.map((each) => (each.type === type ? withValue(each, path, value) : each)) };
}

/** The value that the catalog sets; `undefined` if the setting is derived. */
export function settingOf({ types, stage }: Chain, { type, setting }: Omit<Change, 'value'>): SettingValue | undefined {
  const owner = type === undefined ? stage : types.find((each) => each.type === type);
  const path = type !== undefined && IN_PROCESSING.has(setting) ? `processing.${setting}` : setting;
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], owner) as
    | SettingValue
    | undefined;
}

/** The setting and its owner, such as `location.pinged's batchSize` or `the stage's throttle.burst`. */
export function nameOf({ type, setting }: Omit<Change, 'value'>): string {
  return type === undefined ? `the stage's ${setting}` : `${type}'s ${setting}`;
}

function withValue<Owner extends object>(owner: Owner, path: string, value: SettingValue): Owner {
  const [first = '', ...rest] = path.split('.');
  const inner = (owner as Record<string, unknown>)[first];
  const next = rest.length === 0 ? value : withValue((inner ?? {}) as object, rest.join('.'), value);
  return { ...owner, [first]: next };
}
