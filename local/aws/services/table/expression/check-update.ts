import { type AttributeType, type AttributeValue, setMembers, typeOf } from '../attribute-value.ts';
import { validation } from '../errors.ts';
import { type Bindings, resolvePath } from './bindings.ts';
import { requireDistinctPaths } from './projection.ts';
import type { Assigned, Operand, Update } from './syntax-tree.ts';

/** Names of the types in AWS's messages. */
const TYPE_WORDS: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
};

/**
 * Rejects overlapping paths, and given values of types that an action never accepts, whatever the item.
 * @throws ServiceError ValidationException
 */
export function checkUpdate(update: Update, bindings: Bindings): void {
  const clauses = [...update.set, ...update.remove, ...update.add, ...update.delete];
  if (clauses.length > 1) {
    requireDistinctPaths(
      clauses.map(({ path }) => resolvePath(path, bindings)),
      'UpdateExpression',
    );
  }
  for (const { value } of update.add) {
    const added = given(value, bindings);
    if (added !== undefined && added.N === undefined) requireSet('ADD', added);
  }
  for (const { value } of update.delete) {
    const deleted = given(value, bindings);
    if (deleted !== undefined) requireSet('DELETE', deleted);
  }
  for (const { value } of update.set) checkAssigned(value, bindings);
}

function requireSet(operator: string, value: AttributeValue): void {
  if (setMembers(value) !== undefined) return;
  throw validation(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ${operator}, operand type: ${TYPE_WORDS[typeOf(value)]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
  );
}

function checkAssigned(assigned: Assigned, bindings: Bindings): void {
  if (assigned.kind === 'sum') {
    requireType('N', assigned.sign, assigned.left, bindings);
    requireType('N', assigned.sign, assigned.right, bindings);
    checkOperand(assigned.left, bindings);
    checkOperand(assigned.right, bindings);
  } else {
    checkOperand(assigned, bindings);
  }
}

function checkOperand(operand: Operand, bindings: Bindings): void {
  if (operand.kind !== 'call') return;
  for (const inner of operand.operands) {
    if (operand.name === 'list_append') requireType('L', operand.name, inner, bindings);
    checkOperand(inner, bindings);
  }
}

function requireType(type: AttributeType, operator: string, operand: Operand, bindings: Bindings): void {
  const value = given(operand, bindings);
  if (value === undefined || value[type] !== undefined) return;
  throw validation(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
  );
}

function given(operand: Operand, bindings: Bindings): AttributeValue | undefined {
  return operand.kind === 'value' ? bindings.values[operand.name] : undefined;
}
