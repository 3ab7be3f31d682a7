import { type Attributes, type AttributeValue, setMembers, typeOf } from '../attribute-value.ts';
import { addNumbers, negated } from '../decimal.ts';
import { validation } from '../errors.ts';
import { type Bindings, resolveStep, valueAt } from './bindings.ts';
import { Draft } from './draft.ts';
import type { Assigned, Operand, Update } from './syntax-tree.ts';

/**
 * Returns the item after `update`. Computes every value from the item before it; does not change `item`, and shares the
 * unchanged parts with the result.
 * @throws ServiceError ValidationException if a path has no parent, or an operand has the wrong type
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function applyUpdate(update: Update, item: Attributes, bindings: Bindings): Attributes {
  const draft = new Draft(item);
  for (const { path, value } of update.set) {
    draft.put(path, bindings, assignedValue(value, item, bindings));
  }
  for (const { path } of update.remove) draft.remove(path, bindings);
  for (const { path, value } of update.add) {
    const existing = valueAt(item, path, bindings);
    draft.put(path, bindings, sum(existing, bindings.values[value.name] ?? missing()));
  }
  for (const { path, value } of update.delete) {
    const existing = valueAt(item, path, bindings);
    const rest = without(existing, bindings.values[value.name] ?? missing());
    if (rest !== undefined) draft.put(path, bindings, rest);
    else draft.remove(path, bindings);
  }
  return draft.finish();
}

function assignedValue(assigned: Assigned, item: Attributes, bindings: Bindings): AttributeValue {
  if (assigned.kind !== 'sum') return required(operandValue(assigned, item, bindings));
  const left = required(operandValue(assigned.left, item, bindings)).N;
  const right = required(operandValue(assigned.right, item, bindings)).N;
  if (left === undefined || right === undefined) throw wrongType();
  return { N: addNumbers(left, assigned.sign === '+' ? right : negated(right)) };
}

function operandValue(operand: Operand, item: Attributes, bindings: Bindings): AttributeValue | undefined {
  if (operand.kind === 'path') return valueAt(item, operand.path, bindings);
  if (operand.kind === 'value') return bindings.values[operand.name];
  const [first, second] = operand.operands;
  if (first === undefined || second === undefined) return undefined;
  if (operand.name === 'if_not_exists') {
    return operandValue(first, item, bindings) ?? operandValue(second, item, bindings);
  }
  const head = required(operandValue(first, item, bindings)).L;
  const tail = required(operandValue(second, item, bindings)).L;
  if (head === undefined || tail === undefined) throw wrongType();
  return { L: [...head, ...tail] };
}

/** ADD: adds numbers or joins sets. */
function sum(existing: AttributeValue | undefined, added: AttributeValue): AttributeValue {
  if (existing === undefined) return added;
  if (typeOf(existing) !== typeOf(added)) throw wrongType();
  if (existing.N !== undefined && added.N !== undefined) return { N: addNumbers(existing.N, added.N) };
  const members = new Set(setMembers(existing));
  const before = members.size;
  for (const member of setMembers(added) ?? []) members.add(member);
  return members.size === before ? existing : { [typeOf(existing)]: [...members] };
}

/** DELETE: subtracts sets; `undefined` if no member remains, because an empty set cannot be stored. */
function without(existing: AttributeValue | undefined, deleted: AttributeValue): AttributeValue | undefined {
  if (existing === undefined) return undefined;
  if (typeOf(existing) !== typeOf(deleted)) throw wrongType();
  const gone = new Set(setMembers(deleted));
  const rest = (setMembers(existing) ?? []).filter((member) => !gone.has(member));
  return rest.length === 0 ? undefined : { [typeOf(existing)]: rest };
}

function required(value: AttributeValue | undefined): AttributeValue {
  return value ?? missing();
}

function missing(): never {
  throw validation('The provided expression refers to an attribute that does not exist in the item');
}

function wrongType(): Error {
  return validation('An operand in the update expression has an incorrect data type');
}

/** Returns names of the top-level attributes that `update` writes. */
export function updatedNames(update: Update, bindings: Bindings): string[] {
  return [...update.set, ...update.remove, ...update.add, ...update.delete].map(({ path }) =>
    String(resolveStep(path[0] ?? '', bindings)),
  );
}
