import type { CompiledEvent } from '../../catalog/definition.ts';
import { show } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';

/**
 * Range of DynamoDB's numbers, besides 0: from 1E-130 to 9.99…E+125, with 38 digits; a double has at most 17.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
const LEAST_NUMBER = 1e-130;
const ABOVE_NUMBERS = 1e126;

/**
 * Characters that SQS refuses, and all surrogates, of which SQS refuses only lone ones.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find.
const SUSPECT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\p{Cs}\ufffe\uffff]/u;

/**
 * A body without any of these contains no text that SQS refuses, neither raw nor as a JSON escape. One test of the body
 * saves a test of every text.
 */
const SUSPECT_BODY = /\\[ubf]|[\ud800-\udfff\ufffe\uffff]/;

/** `true` if a text in the JSON may be one that SQS refuses. */
export function mayHoldUnstorableText(json: string): boolean {
  return SUSPECT_BODY.test(json);
}

/** `true` if DynamoDB and SQS store the number or text unchanged. */
export function isStorable(value: number | string): boolean {
  if (typeof value === 'string') return !SUSPECT.test(value) || !REFUSED.test(value);
  const magnitude = Math.abs(value);
  return (magnitude >= LEAST_NUMBER && magnitude < ABOVE_NUMBERS) || value === 0;
}

/** Explains which value of an event cannot be stored, and what is allowed. */
export function unstorableValue(event: object): string {
  const found = firstUnstorable(event, '');
  if (found === undefined) return 'a value cannot be stored';
  const { path, value } = found;
  const allowed =
    typeof value === 'number'
      ? 'a number must be 0, or from 1E-130 to 9.99E+125 in magnitude'
      : 'a text may not hold control characters but tab and line ends, lone surrogates, U+FFFE and U+FFFF';
  return `${path} cannot be stored: ${allowed}; got ${show(value)}`;
}

/** Explains what is wrong with the field that is the partition key; `undefined` if nothing is. */
export function partitionKeyProblem(
  { partitionKey }: Pick<CompiledEvent, 'partitionKey'>,
  { data }: Readonly<Record<string, unknown>>,
): string | undefined {
  if (partitionKey === 'playerId') return undefined;
  const value = String((data as Readonly<Record<string, unknown>>)[partitionKey.slice('data.'.length)]);
  const most = LIMITS.kinesisPartitionKeyCharacters.value;
  if (value.length > 0 && value.length <= most) return undefined;
  return `${partitionKey} chooses the shard and must have 1 to ${most} characters; got ${show(value)}`;
}

function firstUnstorable(
  value: unknown,
  path: string,
): { readonly path: string; readonly value: number | string } | undefined {
  if (typeof value === 'number' || typeof value === 'string') return isStorable(value) ? undefined : { path, value };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const memberPath = path === '' ? name : `${path}.${name}`;
    const found = isStorable(name) ? firstUnstorable(member, memberPath) : { path: memberPath, value: name };
    if (found !== undefined) return found;
  }
  return undefined;
}
