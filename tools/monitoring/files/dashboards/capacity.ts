import { counted, type DashboardPlan, lines, planned, signal, threshold } from './panel.ts';

const share = (part: string, whole: string): string => `100 * ${part} / on (event_type) group_left () ${whole}`;

/** Is it enough? What is used of what the plan has. */
export const CAPACITY: DashboardPlan = {
  uid: 'cairn-capacity',
  title: 'Cairn: capacity against plan',
  description: 'What is used of what the plan has, in percent: above 100 more is sent than planned.',
  ofType: false,
  rows: [
    {
      title: 'Traffic',
      panels: [
        lines('Requests of those admitted', 'percent', [
          {
            expr: `100 * ${signal('Api/NearThrottle', '').expr} / 60 / on (stage) group_left () ${planned('requests_per_second', false)}`,
            legend: 'requests',
          },
        ]),
        lines('Events of the planned peak, by type', 'percent', [
          {
            expr: share(`(${counted('Accepted', false)} / 60)`, planned('events_per_second', false)),
            legend: '{{event_type}}',
          },
        ]),
      ],
    },
    {
      title: 'Streams and functions',
      panels: [
        lines('Streams, fullest limit, by type', 'percent', [
          signal('.+/NearStreamLimit', '{{event_type}}'),
          { expr: `max(${threshold('.+/NearStreamLimit', '').expr})`, legend: 'alarm' },
        ]),
        lines('Shards of the plan', 'short', [{ expr: planned('shards', false), legend: '{{event_type}}' }]),
        lines('Concurrency of the account', 'short', [
          signal('Account/NearConcurrency', 'in use'),
          threshold('Account/NearConcurrency', 'alarm'),
        ]),
        lines('Duration of handlers, p99, by type', 'ms', [signal('.+/HandlerDuration', '{{event_type}}')]),
      ],
    },
    {
      title: 'Table and index',
      panels: [
        lines('Written units of the planned', 'percent', [
          {
            expr: `100 * ${signal('Table/WriteUse', '').expr} / on (stage) ${threshold('Table/WriteUse', '').expr}`,
            legend: 'table',
          },
          {
            expr: `100 * ${signal('Leaderboard/WriteUse', '').expr} / on (stage) ${threshold('Leaderboard/WriteUse', '').expr}`,
            legend: 'leaderboard',
          },
        ]),
        lines('Read units of the planned', 'percent', [
          {
            expr: `100 * ${signal('Table/ReadUse', '').expr} / on (stage) ${threshold('Table/ReadUse', '').expr}`,
            legend: 'table',
          },
          {
            expr: `100 * ${signal('Leaderboard/ReadUse', '').expr} / on (stage) ${threshold('Leaderboard/ReadUse', '').expr}`,
            legend: 'leaderboard',
          },
        ]),
      ],
    },
  ],
};
