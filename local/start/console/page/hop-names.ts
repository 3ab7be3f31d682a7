import type { HopKind, MapHop } from '../console-state.ts';

const NAMES: Readonly<Record<HopKind, string>> = {
  api: 'API',
  ingest: 'Ingest',
  bus: 'Event bus',
  rule: 'Rule',
  stream: 'Stream',
  mapping: 'Mapping',
  handler: 'Handler',
  table: 'Table',
};

export function nameOfHop({ kind }: MapHop): string {
  return NAMES[kind];
}

/** The event type of a hop in a lane. */
export function typeOfHop({ id, kind }: MapHop): string | undefined {
  return kind === 'table' || id === kind ? undefined : id.slice(kind.length + 1);
}
