import type { JsonObject } from '../../operation.ts';
import { optionalNumber } from '../../operation.ts';
import { answerPage } from '../answer-page.ts';
import { constraint, validation } from '../errors.ts';
import { WHOLE_PARTITION, walk } from '../key-range.ts';
import type { Partitions } from '../partitions.ts';
import { readIndexName, readSelection } from '../read-selection.ts';
import { bindRequest, checkRequest, conditionTest, expressionOf } from '../request.ts';
import { requireScalarKeys } from '../scalar-keys.ts';
import type { KeyType } from '../sort-key.ts';
import { readStartKey, type StartKey } from '../start-key.ts';
import type { StoredItem } from '../stored-item.ts';
import type { Tables } from '../tables.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export function scan(tables: Tables, input: JsonObject): JsonObject {
  checkRequest(input);
  const table = tables.named(input.TableName);
  const filter = expressionOf(input, 'FilterExpression');
  const projection = expressionOf(input, 'ProjectionExpression');
  const bindings = bindRequest(input, { FilterExpression: filter, ProjectionExpression: projection });
  requireScalarKeys(table, bindings, filter, projection);
  const index = readIndexName(table, input);
  const show = readSelection(input, index, projection, bindings);
  const segment = readSegment(input);
  const start = readStartKey(table, index, input);
  const schema = index?.settings.key ?? table.settings.key;
  const found = everything((index ?? table).partitions, schema.sort?.type, segment, start);
  const passes = conditionTest(filter, 'FilterExpression', bindings);
  return answerPage(tables, input, { table, index, found, filter: passes, show, partition: undefined });
}

function* everything(
  partitions: Partitions,
  sortType: KeyType | undefined,
  segment: Segment,
  start: StartKey | undefined,
): Generator<StoredItem> {
  for (const partition of partitions.from(start?.partition)) {
    if (segmentOf(partition, segment.total) !== segment.number) continue;
    const tree = partitions.get(partition);
    if (tree === undefined) continue;
    yield* walk(tree, sortType, WHOLE_PARTITION, true, partition === start?.partition ? start.position : undefined);
  }
}

/** A share of a parallel scan: whole partitions. */
interface Segment {
  readonly number: number;
  readonly total: number;
}

const MAX_SEGMENTS = 1_000_000;

function readSegment(input: JsonObject): Segment {
  const number = optionalNumber(input, 'Segment');
  const total = optionalNumber(input, 'TotalSegments');
  if (number === undefined && total === undefined) return { number: 0, total: 1 };
  if (total === undefined) {
    throw validation(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (number === undefined) {
    throw validation(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (total < 1 || total > MAX_SEGMENTS) {
    throw constraint(total, 'totalSegments', `have value between 1 and ${MAX_SEGMENTS}`);
  }
  if (number < total) return { number, total };
  throw validation(
    `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${number} is not less than TotalSegments: ${total}`,
  );
}

/** FNV-1a distributes partitions evenly over the segments. */
function segmentOf(partition: string, total: number): number {
  if (total === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < partition.length; index += 1) {
    hash = Math.imul(hash ^ partition.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % total;
}
