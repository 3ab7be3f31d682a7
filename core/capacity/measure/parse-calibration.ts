import { InputError } from '../../errors.ts';
import { checkQuantiles, type Quantiles } from '../model/service-time-distribution.ts';
import { CALIBRATION_VERSION, type Calibration } from './calibration.ts';

/**
 * Reads a calibration file's text.
 * @param types of the catalog; a file that names another type belongs to another catalog
 * @throws InputError that names file, field and allowed values
 */
export function parseCalibration(text: string, file: string, types: readonly string[]): Calibration {
  const refuse = (field: string, received: unknown, allowed: string): never => {
    throw new InputError({
      input: `calibration ${file}: ${field}`,
      received,
      allowed,
      remedy: 'Measure again with npm run cairn -- calibrate, or delete the file: the plan then uses its assumptions.',
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse('the text', (error as Error).message, 'JSON');
  }
  const root = objectOf(value) ?? refuse('the text', value, 'a JSON object');
  const number = (owner: Fields, field: string, path: string, low: number, high: number, whole = false): void => {
    const received = owner[field];
    const fits = typeof received === 'number' && received >= low && received <= high;
    if (!fits || (whole && !Number.isInteger(received))) {
      refuse(path + field, received, `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
    }
  };
  const optional = (owner: Fields, field: string, path: string, low: number, high: number): void => {
    if (owner[field] !== undefined) number(owner, field, path, low, high);
  };
  const known = (owner: Fields, path: string, fields: readonly string[]): void => {
    const odd = Object.keys(owner).find((field) => !fields.includes(field));
    if (odd !== undefined) refuse(path + odd, owner[odd], `the fields ${fields.join(', ')}`);
  };

  if (root.version !== CALIBRATION_VERSION) refuse('version', root.version, String(CALIBRATION_VERSION));
  known(root, '', ['version', 'source', 'measuredAt', 'ingestMs', 'queryMs', 'deliveryP90Ms', 'types']);
  if (typeof root.source !== 'string') refuse('source', root.source, 'a text');
  if (typeof root.measuredAt !== 'string' || Number.isNaN(Date.parse(root.measuredAt))) {
    refuse('measuredAt', root.measuredAt, 'an RFC 3339 time');
  }
  optional(root, 'ingestMs', '', 0.001, 900_000);
  optional(root, 'queryMs', '', 0.001, 900_000);
  optional(root, 'deliveryP90Ms', '', 0, 86_400_000);
  const ofTypes = objectOf(root.types) ?? refuse('types', root.types, 'an object by event type');
  for (const [type, given] of Object.entries(ofTypes)) {
    if (!types.includes(type)) refuse(`types.${type}`, type, `types of the catalog: ${types.join(', ')}`);
    const path = `types.${type}.`;
    const measured = objectOf(given) ?? refuse(`types.${type}`, given, 'an object');
    known(measured, path, ['invocations', 'serviceTime', 'recordBytes', 'meanEventsPerRequest', 'hottestKeyShare']);
    number(measured, 'invocations', path, 0, 1e15, true);
    optional(measured, 'recordBytes', path, 1, 1_048_576);
    optional(measured, 'meanEventsPerRequest', path, 1, 100);
    optional(measured, 'hottestKeyShare', path, 1e-9, 1);
    if (measured.serviceTime === undefined) continue;
    const within = `${path}serviceTime.`;
    const time = objectOf(measured.serviceTime) ?? refuse(`${path}serviceTime`, measured.serviceTime, 'an object');
    known(time, within, ['invocationMs', 'recordMs', 'variation', 'memoryMb', 'invocationQuantiles']);
    number(time, 'invocationMs', within, 0, 900_000);
    // If a record took no time, a batch of any size would be free.
    number(time, 'recordMs', within, 0.001, 900_000);
    number(time, 'variation', within, 0, 10_000);
    number(time, 'memoryMb', within, 128, 10_240, true);
    const quantiles = time.invocationQuantiles;
    const pairs = Array.isArray(quantiles) && quantiles.every((pair) => Array.isArray(pair) && pair.length === 2);
    if (!pairs) refuse(`${within}invocationQuantiles`, quantiles, 'a list of [share, milliseconds]');
    checkQuantiles(quantiles as Quantiles, `calibration ${file}: ${within}invocationQuantiles`);
  }
  return value as Calibration;
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
