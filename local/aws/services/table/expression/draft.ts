import { type Attributes, type AttributeValue, copyAttributes, type MutableAttributes } from '../attribute-value.ts';
import { validation } from '../errors.ts';
import { type Bindings, resolveStep } from './bindings.ts';
import type { DocumentPath, PathStep } from './syntax-tree.ts';

/** A list of the changing item. */
interface ListDraft {
  readonly elements: AttributeValue[];
  /** Values for positions past the end: they follow the last element, in order of position. */
  readonly appended: { readonly position: number; readonly value: AttributeValue }[];
}

/** Marks a removed element, so that positions keep their meaning until the end. */
const HOLE: AttributeValue = {};

/**
 * An item during an update: copies maps and lists along the changed paths once, and shares the rest. List positions are
 * those of the item before the update.
 */
export class Draft {
  readonly #item: MutableAttributes;
  readonly #maps = new Map<AttributeValue, MutableAttributes>();
  readonly #lists = new Map<AttributeValue, ListDraft>();

  constructor(item: Attributes) {
    this.#item = copyAttributes(item);
  }

  put(path: DocumentPath, bindings: Bindings, value: AttributeValue): void {
    const last = lastStep(path, bindings);
    if (path.length === 1) {
      this.#item[last] = value;
      return;
    }
    const parent = this.#parent(path, bindings);
    const map = this.#maps.get(parent);
    const list = this.#lists.get(parent);
    if (map !== undefined && typeof last === 'string') map[last] = value;
    else if (list === undefined || typeof last !== 'number') throw invalidPath();
    else if (last < list.elements.length) list.elements[last] = value;
    else list.appended.push({ position: last, value });
  }

  remove(path: DocumentPath, bindings: Bindings): void {
    const last = lastStep(path, bindings);
    if (path.length === 1) {
      delete this.#item[last];
      return;
    }
    const parent = this.#parent(path, bindings);
    const map = this.#maps.get(parent);
    const list = this.#lists.get(parent);
    if (map !== undefined && typeof last === 'string') delete map[last];
    else if (list === undefined || typeof last !== 'number') throw invalidPath();
    else if (last < list.elements.length) list.elements[last] = HOLE;
  }

  /** Returns the changed item and ends the draft. */
  finish(): Attributes {
    for (const { elements, appended } of this.#lists.values()) {
      const kept = elements.filter((element) => element !== HOLE);
      appended.sort((left, right) => left.position - right.position);
      elements.splice(0, elements.length, ...kept, ...appended.map(({ value }) => value));
    }
    return this.#item;
  }

  /** Returns the draft's own copy of the list or map that contains the path's last step. */
  #parent(path: DocumentPath, bindings: Bindings): AttributeValue {
    let holder: MutableAttributes | AttributeValue[] = this.#item;
    let value: AttributeValue | undefined;
    for (let index = 0; index < path.length - 1; index += 1) {
      const step = resolveStep(path[index] ?? '', bindings);
      value = this.#owned(member(holder, step));
      setMember(holder, step, value);
      holder = this.#maps.get(value) ?? this.#lists.get(value)?.elements ?? [];
    }
    if (value === undefined) throw invalidPath();
    return value;
  }

  #owned(value: AttributeValue | undefined): AttributeValue {
    if (value === undefined) throw invalidPath();
    if (this.#maps.has(value) || this.#lists.has(value)) return value;
    if (value.M !== undefined) {
      const M = copyAttributes(value.M);
      const copy = { M };
      this.#maps.set(copy, M);
      return copy;
    }
    if (value.L === undefined) throw invalidPath();
    const elements = [...value.L];
    const copy = { L: elements };
    this.#lists.set(copy, { elements, appended: [] });
    return copy;
  }
}

type Holder = MutableAttributes | AttributeValue[];

function member(holder: Holder, step: PathStep): AttributeValue | undefined {
  if (Array.isArray(holder)) return typeof step === 'number' ? holder[step] : undefined;
  return typeof step === 'string' ? holder[step] : undefined;
}

function setMember(holder: Holder, step: PathStep, value: AttributeValue): void {
  if (!Array.isArray(holder)) holder[step] = value;
  else if (typeof step === 'number') holder[step] = value;
}

function lastStep(path: DocumentPath, bindings: Bindings): PathStep {
  return resolveStep(path[path.length - 1] ?? '', bindings);
}

function invalidPath(): Error {
  return validation('The document path provided in the update expression is invalid for update');
}
