import type { EventHop } from '../../core/event-fate.ts';
import { textTable } from '../shared/format.ts';
import type { Trace } from './trace.ts';

/** The way of an event as a table: each hop with its time and the delay since the one before. */
export function traceText({ id, source, hops, event, fate }: Trace): string {
  const [first] = hops;
  const last = hops.at(-1);
  const whole = first === undefined || last === undefined ? 0 : last.at - first.at;
  return [
    `event ${id}, ${source}`,
    '',
    ...textTable(
      ['time (UTC)', 'delay', 'where', 'what', 'detail', 'ids'],
      hops.map((hop, index) => row(hop, hops[index - 1])),
    ),
    '',
    `${fate}${hops.length > 1 ? ` ${delay(whole)} from the first hop to the last.` : ''}`,
    ...(event === undefined ? [] : ['', JSON.stringify(event)]),
  ].join('\n');
}

function row({ at, where, what, detail = '', requestId, entryId }: EventHop, before: EventHop | undefined): string[] {
  const ids = [
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ...(entryId === undefined ? [] : [`entry ${entryId}`]),
  ];
  const time = new Date(at).toISOString().slice(11, 23);
  return [time, before === undefined ? '' : `+${delay(at - before.at)}`, where, what, detail, ids.join(', ')];
}

function delay(ms: number): string {
  if (ms < 10_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
