import type { EventDefinition } from '../../../catalog/definition.ts';
import { placeOf } from '../../../core/monitoring/event-chain-alarms.ts';

/** What raises an alarm of one service on a running runtime. */
export interface LiveCause {
  readonly service: 'API' | 'function' | 'bus' | 'stream' | 'table' | 'queue';
  /** Its id. */
  readonly alarm: string;
  readonly cause: string;
  /** In the form of `POST /local/faults`. @default none: an event for an unknown hunt */
  readonly fault?: { readonly kind: string; readonly target?: string; readonly probability: number };
}

/** One alarm a service. All of them are raised in one run, because each minute of it is a real one. */
export function liveCauses([first]: readonly EventDefinition[]): readonly LiveCause[] {
  if (first === undefined) throw new Error('the catalog has no event type');
  const crash = { kind: 'function-crash', target: 'IngestFunction', probability: 0.3 };
  const crashes = 'Three of ten calls of ingest crash';
  return [
    { service: 'API', alarm: 'Api/ServerErrors', cause: crashes, fault: crash },
    { service: 'function', alarm: 'Ingest/Errors', cause: crashes },
    {
      service: 'bus',
      alarm: 'Bus/PublishThrottled',
      cause: 'EventBridge throttles half of the calls of PutEvents',
      fault: { kind: 'put-events-throttled', probability: 0.5 },
    },
    {
      service: 'stream',
      alarm: `${placeOf(first.type)}/WriteThrottled`,
      cause: `The stream of ${first.type} refuses half of its records`,
      fault: { kind: 'shard-throttled', target: first.type, probability: 0.5 },
    },
    {
      service: 'table',
      alarm: 'Table/WriteThrottled',
      cause: 'The table refuses half of its reads and writes',
      fault: { kind: 'table-throttled', probability: 0.5 },
    },
    { service: 'queue', alarm: 'Quarantine', cause: 'An event names a hunt that does not exist' },
  ];
}
