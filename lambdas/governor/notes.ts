import type { Decision } from './decision.ts';
import type { Announced, Memory, Note } from './memory.ts';
import { PERIOD_MS } from './observation.ts';

const KEPT = 20;
/** What stays the same is told again after this time. */
const AGAIN_MS = 60 * PERIOD_MS;

export function noteOf({ act, type, reason }: Decision): Note {
  const of = type === undefined ? {} : { type };
  if (act === undefined) return { ...of, kind: 'finding', reason };
  switch (act.kind) {
    case 'reshard':
      return { ...of, kind: act.kind, reason, before: `${act.from} shards`, after: `${act.to} shards` };
    case 'mapping':
      return { ...of, kind: act.kind, reason, before: act.from.state, after: act.step };
    case 'admit':
      return { kind: act.kind, reason, before: shown(act.from.shares), after: shown(act.to.shares) };
  }
}

function shown(shares: Readonly<Record<string, number>>): string {
  const parts = Object.entries(shares).map(([type, share]) => `${type} ${Math.round(share * 100)} %`);
  return parts.length === 0 ? 'all admitted' : parts.join(', ');
}

/** Whether it differs from what was last told of the same thing. A level that only stays valid is none. */
export function isNews(note: Announced, { told = [] }: Memory): boolean {
  if (note.kind === 'admit' && note.before === note.after) return false;
  const last = told.findLast(({ type, kind }) => type === note.type && kind === note.kind);
  return last === undefined || last.after !== note.after || last.mode !== note.mode || note.at - last.at >= AGAIN_MS;
}

export function withNote(memory: Memory, note: Announced): Memory {
  return { ...memory, told: [...(memory.told ?? []), note].slice(-KEPT) };
}
