import { STAGE_RANGES } from '../../catalog/check-stage.ts';
import { PROCESSING_RANGES } from '../../catalog/define-event.ts';
import { MAX_EVENT_BYTES } from '../../catalog/event-limits.ts';
import { isRegion } from '../../catalog/regions.ts';
import { PRIORITIES, STREAM_CAPACITIES, TRAFFIC_SHAPES } from '../../core/capacity/model/workload.ts';
import { applyChange, type Chain, type Change, type SettingValue } from '../../core/capacity/plan/settings.ts';
import { closest } from '../../core/closest.ts';
import { InputError } from '../../core/errors.ts';

/** The allowed values of a setting: a range, one of some words, true or false, or any text. */
type Allowed =
  | { readonly low: number; readonly high: number; readonly whole: boolean }
  | { readonly words: readonly string[] }
  | 'boolean'
  | 'region'
  | 'text';

const number = (low: number, high: number, whole = true): Allowed => ({ low, high, whole });

const STAGE_SETTINGS: Readonly<Record<string, Allowed>> = {
  region: 'region',
  ...Object.fromEntries(
    Object.entries(STAGE_RANGES).map(([name, [low, high, , whole]]) => [name, number(low, high, whole)]),
  ),
  streamCapacity: { words: STREAM_CAPACITIES },
  reservedConcurrency: 'boolean',
  waf: 'boolean',
};

const TYPE_SETTINGS: Readonly<Record<string, Allowed>> = {
  ...Object.fromEntries(Object.entries(PROCESSING_RANGES).map(([name, [low, high]]) => [name, number(low, high)])),
  bisectBatchOnError: 'boolean',
  maxEventsPerEntry: number(1, 100),
  partitionKey: 'text',
  priority: { words: PRIORITIES },
  'traffic.peakEventsPerSecond': number(0.001, 10_000_000, false),
  'traffic.meanBytes': number(1, MAX_EVENT_BYTES, false),
  'traffic.meanEventsPerRequest': number(1, 100, false),
  'traffic.hottestKeyShare': number(1e-9, 1, false),
  'traffic.shape': { words: TRAFFIC_SHAPES },
  'latencyObjective.percentile': number(1, 99.999, false),
  'latencyObjective.milliseconds': number(1, 86_400_000, false),
};

export const SETTABLE = { stage: Object.keys(STAGE_SETTINGS), type: Object.keys(TYPE_SETTINGS) };

/** The chain with the `--set` changes applied in order. @throws InputError that lists what can be set */
export function withChanges(chain: Chain, texts: readonly string[]): Chain {
  return texts.map((text) => parseChange(text, chain)).reduce(applyChange, chain);
}

/** Parses `location.pinged.batchSize=10` or `throttle.burst=500`. */
export function parseChange(text: string, chain: Chain): Change {
  const at = text.indexOf('=');
  const [path, given] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const type = chain.types.find((each) => path.startsWith(`${each.type}.`))?.type;
  const setting = type === undefined ? path : path.slice(type.length + 1);
  const settings = type === undefined ? STAGE_SETTINGS : TYPE_SETTINGS;
  const allowed = Object.hasOwn(settings, setting) ? settings[setting] : undefined;
  if (allowed === undefined || at < 0) {
    const paths = [
      ...SETTABLE.stage,
      ...chain.types.flatMap((each) => SETTABLE.type.map((name) => `${each.type}.${name}`)),
    ];
    const meant = closest(path, paths);
    throw new InputError({
      input: '--set',
      received: text,
      ...(meant !== undefined && at >= 0
        ? {
            allowed: `${meant}, or another setting that \`npm run cairn -- plan\` shows`,
            remedy: `Did you mean ${meant}?`,
          }
        : {
            allowed: `<type>.<setting>=<value> with ${SETTABLE.type.join(', ')}; or of the stage ${SETTABLE.stage.join(', ')}`,
            remedy: 'Write for example --set location.pinged.batchSize=10.',
          }),
    });
  }
  const value = parseValue(given, allowed);
  if (value === undefined) {
    throw new InputError({
      input: `--set ${path}`,
      received: given,
      allowed: describe(allowed),
      remedy: 'Give a value within that.',
    });
  }
  return { ...(type === undefined ? {} : { type }), setting, value };
}

function parseValue(text: string, allowed: Allowed): SettingValue | undefined {
  if (allowed === 'text') return text === '' ? undefined : text;
  if (allowed === 'region') return isRegion(text) ? text : undefined;
  if (allowed === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if ('words' in allowed) return allowed.words.find((word) => word === text);
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const fits = value >= allowed.low && value <= allowed.high && (!allowed.whole || Number.isInteger(value));
  return fits ? value : undefined;
}

function describe(allowed: Allowed): string {
  if (allowed === 'text') return 'a text';
  if (allowed === 'region') return 'the code of an AWS region, such as eu-west-1';
  if (allowed === 'boolean') return 'true, false';
  if ('words' in allowed) return allowed.words.join(', ');
  return `a ${allowed.whole ? 'whole ' : ''}number from ${allowed.low} to ${allowed.high}`;
}
