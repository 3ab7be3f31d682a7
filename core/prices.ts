/** A price with the page that states it and the month it was read. US dollars, us-east-1. */
export interface Price {
  readonly value: number;
  readonly unit: string;
  readonly page: string;
  /** ISO month. */
  readonly read: string;
  /** Set where the figure is not from AWS's own page: whoever shows it says so. */
  readonly unconfirmed?: true;
}

const READ = '2026-11';

export const PRICES = {
  kinesisShardHour: { value: 0.015, unit: '$/shard-hour', page: 'kinesis/data-streams/pricing', read: READ },
  cloudWatchAlarmMonth: {
    value: 0.1,
    unit: '$/alarm-month',
    page: 'cloudwatch/pricing',
    read: READ,
    unconfirmed: true,
  },
  wafWebAclMonth: { value: 5, unit: '$/web ACL-month', page: 'waf/pricing', read: READ, unconfirmed: true },
  wafRuleMonth: { value: 1, unit: '$/rule-month', page: 'waf/pricing', read: READ, unconfirmed: true },
} as const satisfies Record<string, Price>;

/** Hours AWS bills for a month. */
export const HOURS_PER_MONTH = 730;
