import { counted, type DashboardPlan, lines, planned, STAGE, signal, threshold } from './panel.ts';

/** Is it well? What is admitted, handled, late and refused, and which alarms are raised. */
export const OVERVIEW: DashboardPlan = {
  uid: 'cairn-overview',
  title: 'Cairn: overview',
  description: 'What is admitted, handled, late and refused, with the thresholds of the alarms.',
  ofType: false,
  rows: [
    {
      title: 'Alarms',
      panels: [
        {
          title: 'Raised: pages',
          kind: 'number',
          unit: 'short',
          queries: [
            {
              expr: `count(ALERTS{stage="${STAGE}", alertstate="firing", severity="page"}) or vector(0)`,
              legend: 'pages',
            },
          ],
        },
        {
          title: 'Raised: tickets',
          kind: 'number',
          unit: 'short',
          queries: [
            {
              expr: `count(ALERTS{stage="${STAGE}", alertstate="firing", severity="ticket"}) or vector(0)`,
              legend: 'tickets',
            },
          ],
        },
        lines('Raised, by alarm', 'short', [
          { expr: `sum by (alarm) (ALERTS{stage="${STAGE}", alertstate="firing"})`, legend: '{{alarm}}' },
        ]),
      ],
    },
    {
      title: 'Admitted',
      panels: [
        lines('Requests', 'reqps', [
          { expr: `${signal('Api/NearThrottle', '').expr} / 60`, legend: 'requests' },
          { expr: planned('requests_per_second', false), legend: 'admitted at most' },
        ]),
        lines('API latency, p99', 'ms', [signal('Api/Latency', 'p99'), threshold('Api/Latency', 'alarm')]),
        lines('Answered 5xx, 4xx and 429', 'percentunit', [
          signal('Api/ServerErrors', '5xx'),
          signal('Api/ClientErrors', '4xx'),
          signal('Api/Throttled', '429'),
        ]),
        lines('Accepted a minute, by type', 'cpm', [{ expr: counted('Accepted', false), legend: '{{event_type}}' }]),
      ],
    },
    {
      title: 'Handled',
      panels: [
        lines('Processed a minute, by type', 'cpm', [{ expr: counted('Processed', false), legend: '{{event_type}}' }]),
        lines('End to end, p99, by type', 'ms', [signal('.+/EndToEndLatency', '{{event_type}}')]),
        lines('Late a minute, by type', 'cpm', [{ expr: counted('Late', false), legend: '{{event_type}}' }]),
        lines('Oldest record in a stream, by type', 'ms', [signal('.+/Behind', '{{event_type}}')]),
      ],
    },
    {
      title: 'Refused or set aside',
      panels: [
        lines('Quarantined a minute, by type', 'cpm', [
          { expr: counted('Quarantined', false), legend: '{{event_type}}' },
        ]),
        lines('Messages that wait for a person', 'short', [
          signal('Quarantine|Bus/Unrouted|.+/RuleFailures', '{{alarm}}'),
        ]),
        lines('Throttled streams and table', 'cpm', [
          signal('.+/(WriteThrottled|ReadThrottled)', '{{alarm}}'),
          signal('Bus/PublishThrottled', 'PutEvents'),
        ]),
        lines('Lost', 'cpm', [signal('.+/Lost|Bus/UnroutedLost', '{{alarm}}')]),
      ],
    },
  ],
};
