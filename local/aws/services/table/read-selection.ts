import type { JsonObject } from '../operation.ts';
import { optionalText } from '../operation.ts';
import type { Attributes } from './attribute-value.ts';
import { invalidParameter, validation } from './errors.ts';
import type { Bindings } from './expression/bindings.ts';
import { resolveStep } from './expression/bindings.ts';
import type { DocumentPath, Parsed } from './expression/syntax-tree.ts';
import { choice, projectionIn } from './request.ts';
import type { SecondaryIndex } from './secondary-index.ts';
import type { Table } from './table.ts';

/** Finds the index of Query or Scan. @throws ServiceError ValidationException */
export function readIndexName(table: Table, input: JsonObject): SecondaryIndex | undefined {
  const name = optionalText(input, 'IndexName');
  if (name === undefined) return undefined;
  const index = table.index(name);
  if (input.ConsistentRead === true) {
    throw validation('Consistent reads are not supported on global secondary indexes');
  }
  return index;
}

/**
 * Returns a function that selects an item's attributes; `undefined` if only counts are requested.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-request-Select
 */
export function readSelection(
  input: JsonObject,
  index: SecondaryIndex | undefined,
  projection: Parsed<readonly DocumentPath[]> | undefined,
  bindings: Bindings,
): ((item: Attributes) => Attributes) | undefined {
  const usual =
    projection !== undefined
      ? 'SPECIFIC_ATTRIBUTES'
      : index === undefined
        ? 'ALL_ATTRIBUTES'
        : 'ALL_PROJECTED_ATTRIBUTES';
  const select =
    input.Select === undefined || input.Select === null
      ? usual
      : choice(input, 'Select', ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT']);
  if (projection !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    throw validation(
      `Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`,
    );
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && projection === undefined) {
    throw validation(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined) {
    throw invalidParameter('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (select === 'ALL_ATTRIBUTES' && index !== undefined && index.settings.projection !== 'ALL') {
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.settings.name} because its projection type is not ALL`,
    );
  }
  if (index !== undefined) requireProjected(index, projection, bindings);
  if (select === 'COUNT') return undefined;
  return projectionIn(projection, bindings) ?? ((item) => item);
}

function requireProjected(
  index: SecondaryIndex,
  projection: Parsed<readonly DocumentPath[]> | undefined,
  bindings: Bindings,
): void {
  const missing = (projection?.tree ?? [])
    .map((path) => String(resolveStep(path[0] ?? '', bindings)))
    .filter((name) => !index.projects(name));
  if (missing.length === 0) return;
  throw invalidParameter(`Global secondary index ${index.settings.name} does not project [${missing.join(', ')}]`);
}
