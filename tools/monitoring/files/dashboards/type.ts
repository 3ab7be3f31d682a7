import { counted, type DashboardPlan, EVENT_TYPE, lines, planned, signal, threshold } from './panel.ts';

const OF_TYPE = { ofType: true } as const;
const watched = (alarm: string, legend: string) => signal(alarm, legend, OF_TYPE);
const limit = (alarm: string, legend: string) => threshold(alarm, legend, OF_TYPE);

/** One event type from the bus to its effect, hop by hop. */
export const TYPE: DashboardPlan = {
  uid: 'cairn-type',
  title: 'Cairn: event type',
  description: 'One event type on its way from ingest to its effect, hop by hop.',
  ofType: true,
  rows: [
    {
      title: 'Events',
      panels: [
        lines('Events a minute', 'cpm', [
          { expr: counted('Accepted', true), legend: 'accepted' },
          { expr: counted('Processed', true), legend: 'processed' },
          { expr: counted('Quarantined', true), legend: 'quarantined' },
          { expr: `${planned('events_per_second', true)} * 60`, legend: 'planned peak' },
        ]),
        lines('End to end, p99', 'ms', [
          watched('EndToEndLatency', 'p99'),
          { expr: planned('objective_milliseconds', true), legend: 'objective' },
        ]),
        lines('Late a minute', 'cpm', [
          { expr: counted('Late', true), legend: 'late' },
          limit('FastBurn', 'fast burn'),
          limit('SlowBurn', 'slow burn'),
        ]),
        {
          title: 'End to end (local runtime)',
          description: 'A histogram: the local runtime has it, CloudWatch has percentiles only.',
          kind: 'heatmap',
          unit: 's',
          queries: [
            {
              expr: `sum by (le) (increase(cairn_event_end_to_end_seconds_bucket{event_type="${EVENT_TYPE}"}[$__rate_interval]))`,
              legend: '{{le}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Bus to stream',
      panels: [
        lines('Delivery, p99', 'ms', [watched('DeliveryLatency', 'p99'), limit('DeliveryLatency', 'alarm')]),
        lines('Retried and given up', 'cpm', [watched('Retries', 'retried'), watched('Undelivered', 'given up')]),
        lines('Stream, fullest limit', 'percent', [
          watched('NearStreamLimit', 'in use'),
          limit('NearStreamLimit', 'alarm'),
        ]),
        lines('Stream, throttled', 'cpm', [watched('WriteThrottled', 'writes'), watched('ReadThrottled', 'reads')]),
      ],
    },
    {
      title: 'Stream to handler',
      panels: [
        lines('Oldest record', 'ms', [
          watched('Behind', 'oldest'),
          limit('Behind', 'behind'),
          limit('FarBehind', 'far behind'),
          limit('Expiring', 'half of its life'),
        ]),
        lines('Handler, p99', 'ms', [watched('HandlerDuration', 'p99'), limit('HandlerDuration', 'alarm')]),
        lines('Handler, errors and throttles', 'cpm', [
          watched('HandlerErrors', 'errors'),
          watched('HandlerThrottles', 'throttles'),
        ]),
        lines(
          'Source mappings of all types',
          'cpm',
          [
            signal('SourceMapping/Stopped', 'polls of {{dimension_EventSourceMappingUUID}}'),
            signal('SourceMapping/(HandedBack|FailureStored|Lost)', '{{alarm}} {{dimension_EventSourceMappingUUID}}'),
          ],
          'AWS names a mapping by an id that it makes at random, so that no type is known.',
        ),
      ],
    },
  ],
};
