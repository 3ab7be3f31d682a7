import { closest } from '../../../../core/closest.ts';
import { InputError } from '../../../../core/errors.ts';
import { isObject, type JsonObject } from '../operation.ts';
import { FAULT_KINDS, type FaultKind, factsOf } from './fault-kinds.ts';

/** A fault to inject. */
export interface FaultSpec {
  readonly kind: FaultKind;
  /** Name of a resource or event type. @default all that the kind can affect */
  readonly target?: string;
  /** Above 0 and up to 1. */
  readonly probability: number;
  /** Milliseconds until it begins. */
  readonly afterMs: number;
  /** Milliseconds until it ends by itself. @default it stays until somebody removes it */
  readonly forMs?: number;
  /** Delay in milliseconds, for kinds that delay or wait. */
  readonly byMs: number;
}

const MEMBERS = ['kind', 'target', 'probability', 'after', 'for', 'by'] as const;
const EXAMPLE = 'function-crash,target=clue.solved,probability=0.3,for=30s';

/**
 * Parses a fault of the command line: `KIND[,target=NAME][,probability=0.2][,after=10s][,for=30s][,by=500ms]`.
 * @param where for error messages, such as `--fault`
 * @throws InputError
 */
export function parseFault(text: string, where: string): FaultSpec {
  const [kind = '', ...parts] = text.split(',').map((part) => part.trim());
  const members: Record<string, string> = { kind };
  for (const part of parts) {
    const at = part.indexOf('=');
    if (at < 1) {
      throw new InputError({
        input: where,
        received: text,
        allowed: 'KIND, then NAME=VALUE each after a comma',
        remedy: `Write for example ${EXAMPLE}.`,
      });
    }
    members[part.slice(0, at)] = part.slice(at + 1);
  }
  return readFault(members, where);
}

/**
 * Reads a fault from JSON: `kind`, and the members `target`, `probability`, `after`, `for`, `by` (times such as "30s").
 * @throws InputError
 */
export function readFault(value: unknown, where: string): FaultSpec {
  if (!isObject(value)) {
    throw new InputError({
      input: where,
      received: value,
      allowed: 'an object with "kind"',
      remedy: 'Send for example {"kind":"function-crash","target":"clue.solved","probability":0.3,"for":"30s"}.',
    });
  }
  for (const name of Object.keys(value)) {
    if (MEMBERS.some((member) => member === name)) continue;
    throw new InputError({
      input: `${where}: ${name}`,
      received: value[name],
      allowed: MEMBERS.join(', '),
      remedy: didYouMean(name, MEMBERS),
    });
  }
  const kind = kindOf(value.kind, where);
  const facts = factsOf(kind);
  const { target } = value;
  if (target !== undefined && (typeof target !== 'string' || target === '')) {
    throw new InputError({
      input: `${where}: target`,
      received: target,
      allowed: 'a name',
      remedy: 'Omit it to affect all targets.',
    });
  }
  const byMs = durationOf(value, 'by', where);
  if (byMs !== undefined && facts.byMs === undefined) {
    throw new InputError({
      input: `${where}: by`,
      received: value.by,
      allowed: `nothing: ${kind} has no time`,
      remedy: 'Omit it.',
    });
  }
  const forMs = durationOf(value, 'for', where);
  return {
    kind,
    probability: probabilityOf(value.probability, facts.probability, where),
    afterMs: durationOf(value, 'after', where) ?? 0,
    byMs: byMs ?? facts.byMs ?? 0,
    ...(target !== undefined && { target }),
    ...(forMs !== undefined && { forMs }),
  };
}

/** Returns `Did you mean "x"?`, or an example if no name is similar. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = closest(word, candidates);
  return near === undefined ? `Write for example ${candidates[0] ?? 'another'}.` : `Did you mean "${near}"?`;
}

function kindOf(received: unknown, where: string): FaultKind {
  const kinds = Object.keys(FAULT_KINDS) as FaultKind[];
  const kind = kinds.find((candidate) => candidate === received);
  if (kind !== undefined) return kind;
  throw new InputError({
    input: `${where}: kind`,
    received,
    allowed: kinds.join(', '),
    remedy: didYouMean(String(received), kinds),
  });
}

function probabilityOf(received: unknown, otherwise: number, where: string): number {
  if (received === undefined) return otherwise;
  const value = typeof received === 'string' && received.trim() !== '' ? Number(received) : received;
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw new InputError({
    input: `${where}: probability`,
    received,
    allowed: 'a number above 0 and up to 1',
    remedy: 'Write for example 0.2 for one in five.',
  });
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
/** A longer timer of Node would overflow. */
const LONGEST_MS = 24 * 3_600_000;

function durationOf(value: JsonObject, name: 'after' | 'for' | 'by', where: string): number | undefined {
  const received = value[name];
  if (received === undefined) return undefined;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(received)) ?? [];
  const ms = Number(amount) * (UNITS_MS[unit ?? ''] ?? Number.NaN);
  if (ms <= LONGEST_MS) return ms;
  throw new InputError({
    input: `${where}: ${name}`,
    received,
    allowed: 'a time with its unit, from 0ms to 24h',
    remedy: 'Write for example 500ms, 30s or 2m.',
  });
}
