import { Counter, Gauge, type OpenMetricsContentType, type Registry } from 'prom-client';
import type { FaultStanding } from '../../aws/runtime/faults/faults.ts';
import { type AlarmStanding, settingsOf } from '../../aws/services/alarms/alarms.ts';
import type { LedgerCounts } from '../ledger/event-ledger.ts';
import type { RuntimeMemory } from '../runtime-memory.ts';

export interface OwnFigures {
  readonly events: LedgerCounts;
  readonly memory: RuntimeMemory;
  readonly alarms: readonly AlarmStanding[];
  readonly faults: readonly FaultStanding[];
}

/** Counts of the event ledger that only grow: an event keeps them whatever becomes of it. */
const GROWING = {
  accepted: 'Events that ingest accepted',
  published: 'Events that reached the bus',
  delivered: 'Events that a rule put into its stream',
  processed: 'Events whose handler stored their effect',
  duplicates: 'Events that a handler processed more than once',
} as const;

/** Counts that shrink when an event is sent again. */
const STANDING = {
  rejected: 'Events that ingest refuses for what they are',
  throttled: 'Events that were answered 429, and not sent again yet',
  shed: 'Events that ingest shed',
  pending: 'Processed events of which an effect waits for its precondition',
  quarantined: 'Events in quarantine',
  deadLettered: 'Events that EventBridge or Lambda gave up',
  unrouted: 'Events of a type without a rule',
  inFlight: 'Accepted events of which nothing is known yet',
} as const;

/** Adds what only the local runtime knows: the event ledger, alarms, faults and memory. */
export function addOwnMetrics(
  registry: Registry<OpenMetricsContentType>,
  { events, memory, alarms, faults }: OwnFigures,
): void {
  const registers = [registry];
  for (const [count, help] of Object.entries(GROWING)) {
    const counter = new Counter({ name: `cairn_events_${count}_total`, help, labelNames: ['event_type'], registers });
    for (const [type, counts] of Object.entries(events)) {
      counter.inc({ event_type: type }, counts[count as keyof typeof GROWING]);
    }
  }
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  for (const [count, help] of Object.entries(STANDING)) {
    const standing = gauge(`cairn_ledger_${snakeCase(count)}_events`, help, ['event_type']);
    for (const [type, counts] of Object.entries(events)) {
      standing.set({ event_type: type }, counts[count as keyof typeof STANDING]);
    }
  }
  const raised = gauge('cairn_alarm_raised', '1 while the alarm is raised in the local CloudWatch', ['alarm_name']);
  for (const { alarm, state } of alarms) {
    const { name } = settingsOf(alarm);
    raised.set({ alarm_name: name }, state === 'ALARM' ? 1 : 0);
  }
  const active = gauge('cairn_fault_active', '1 while the fault is on', ['fault', 'kind']);
  for (const { id, spec, state } of faults) active.set({ fault: id, kind: spec.kind }, state === 'on' ? 1 : 0);
  gauge('cairn_process_resident_memory_bytes', 'Of the runtime and its functions').set(memory.processBytes);
  const items = gauge('cairn_table_items', 'Items of a table', ['table_name']);
  const waiting = gauge('cairn_waiting_bytes', 'Data that nobody has read yet', ['holder']);
  for (const [table, { items: count }] of Object.entries(memory.tables)) items.set({ table_name: table }, count);
  for (const [holder, bytes] of Object.entries(memory.waitingBytes)) waiting.set({ holder }, bytes);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
