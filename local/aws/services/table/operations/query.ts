import type { JsonObject } from '../../operation.ts';
import { answerPage } from '../answer-page.ts';
import { validation } from '../errors.ts';
import type { Bindings } from '../expression/bindings.ts';
import { resolveStep } from '../expression/bindings.ts';
import { type KeyTest, keyTests, passesTest } from '../expression/key-condition.ts';
import type { Condition, Operand } from '../expression/syntax-tree.ts';
import { keyRange, WHOLE_PARTITION, walk } from '../key-range.ts';
import { readIndexName, readSelection } from '../read-selection.ts';
import { bindRequest, checkRequest, conditionTest, expressionOf } from '../request.ts';
import { requireScalarKeys } from '../scalar-keys.ts';
import { readStartKey, type StartKey } from '../start-key.ts';
import type { KeyAttribute, KeySchema } from '../table-settings.ts';
import type { Tables } from '../tables.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function query(tables: Tables, input: JsonObject): JsonObject {
  checkRequest(input);
  const table = tables.named(input.TableName);
  const keyCondition = expressionOf(input, 'KeyConditionExpression');
  if (keyCondition === undefined) {
    throw validation('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const filter = expressionOf(input, 'FilterExpression');
  const projection = expressionOf(input, 'ProjectionExpression');
  const bindings = bindRequest(input, {
    FilterExpression: filter,
    KeyConditionExpression: keyCondition,
    ProjectionExpression: projection,
  });
  conditionTest(keyCondition, 'KeyConditionExpression', bindings);
  const index = readIndexName(table, input);
  const schema = index?.settings.key ?? table.settings.key;
  const { partition, sortTest } = splitTests(keyTests(keyCondition.tree, bindings), schema);
  const show = readSelection(input, index, projection, bindings);
  if (filter !== undefined) requireNoKeys(filter.tree, schema, bindings);
  requireScalarKeys(table, bindings, filter, projection);
  const start = readStartKey(table, index, input);
  if (start !== undefined) requireWithin(start, partition, sortTest, schema);

  const tree = (index ?? table).partitions.get(partition);
  const range = sortTest === undefined ? WHOLE_PARTITION : keyRange(sortTest);
  const found =
    tree === undefined ? [] : walk(tree, schema.sort?.type, range, input.ScanIndexForward !== false, start?.position);
  const passes = conditionTest(filter, 'FilterExpression', bindings);
  return answerPage(tables, input, { table, index, found, filter: passes, show, partition });
}

/** Separates the tests: the partition key must equal one value; the sort key may have a test. */
function splitTests(
  tests: ReadonlyMap<string, KeyTest>,
  schema: KeySchema,
): { partition: string; sortTest: KeyTest | undefined } {
  const partitionTest = tests.get(schema.partition.name);
  if (partitionTest === undefined) {
    throw validation(`Query condition missed key schema element: ${schema.partition.name}`);
  }
  requireType(partitionTest, schema.partition);
  if (partitionTest.operator !== '=') throw validation('Query key condition not supported');
  const partition = partitionTest.values[0]?.[schema.partition.type] ?? '';
  if (tests.size === 1) return { partition, sortTest: undefined };
  if (schema.sort === undefined) throw validation('Query key condition not supported');
  const sortTest = tests.get(schema.sort.name);
  if (sortTest === undefined) throw validation(`Query condition missed key schema element: ${schema.sort.name}`);
  requireType(sortTest, schema.sort);
  return { partition, sortTest };
}

function requireType(test: KeyTest, key: KeyAttribute): void {
  if (test.values.every((value) => value[key.type] !== undefined)) {
    if (key.type === 'N' || test.values.every((value) => value[key.type] !== '')) return;
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${key.type === 'S' ? 'string' : 'binary'} value. Key: ${key.name}`,
    );
  }
  throw validation('One or more parameter values were invalid: Condition parameter type does not match schema type');
}

/** Rejects a filter on a key attribute, which belongs in the key condition. */
function requireNoKeys(condition: Condition, schema: KeySchema, bindings: Bindings): void {
  for (const operand of operandsOf(condition)) {
    if (operand.kind === 'call') continue;
    const name = operand.kind === 'path' ? resolveStep(operand.path[0] ?? '', bindings) : undefined;
    if (name === undefined || (name !== schema.partition.name && name !== schema.sort?.name)) continue;
    throw validation(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`);
  }
}

function operandsOf(condition: Condition): readonly Operand[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...operandsOf(condition.left), ...operandsOf(condition.right)];
    case 'not':
      return operandsOf(condition.condition);
    case 'compare':
      return [condition.left, condition.right].flatMap(flat);
    case 'between':
      return [condition.operand, condition.low, condition.high].flatMap(flat);
    case 'in':
      return [condition.operand, ...condition.candidates].flatMap(flat);
    case 'test':
      return flat(condition.call);
  }
}

function flat(operand: Operand): readonly Operand[] {
  return operand.kind === 'call' ? operand.operands.flatMap(flat) : [operand];
}

function requireWithin(start: StartKey, partition: string, sortTest: KeyTest | undefined, schema: KeySchema): void {
  const sortName = schema.sort?.name;
  if (sortTest !== undefined && sortName !== undefined) {
    const value = start.attributes[sortName];
    if (value === undefined || !passesTest(sortTest, value)) {
      throw validation('The provided starting key does not match the range key predicate');
    }
  }
  if (start.partition === partition) return;
  throw validation('The provided starting key is outside query boundaries based on provided conditions');
}
