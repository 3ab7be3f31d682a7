import type { Figure } from './figure.ts';

/** In US dollars, us-east-1. */
export type Price = Figure;

const READ = '2026-11';
/** A public catalog that quotes, service by service, AWS's price list of 2026-09 and its price pages of 2026-10. */
const PRICE_LIST = 'github.com/varapul/TechSolutions, of AWS’s price list 2026-09';
const PRICE_PAGE = 'github.com/varapul/TechSolutions, of AWS’s page 2026-10';

export const PRICES = {
  kinesisShardHour: {
    value: 0.015,
    unit: '$/shard-hour',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisPutUnitMillion: {
    value: 0.014,
    unit: '$/M units of 25 KB',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisRetentionShardHour: {
    value: 0.02,
    unit: '$/shard-hour beyond 24 h of retention',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisOnDemandStreamHour: {
    value: 0.04,
    unit: '$/stream-hour',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisOnDemandGbIn: {
    value: 0.08,
    unit: '$/GB in, each record rounded up to 1 KB',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisOnDemandGbOut: {
    value: 0.04,
    unit: '$/GB out',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisOnDemandRetentionGbMonth: {
    value: 0.1,
    unit: '$/GB-month beyond 24 h of retention, up to 7 days',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  /** On-demand Advantage, for the whole account and region: no stream-hour, but a minimum usage (limits.ts). */
  kinesisAdvantageGbIn: {
    value: 0.032,
    unit: '$/GB in with On-demand Advantage, each record rounded up to 1 KB',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisAdvantageGbOut: {
    value: 0.016,
    unit: '$/GB out with On-demand Advantage',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  kinesisAdvantageRetentionGbMonth: {
    value: 0.023,
    unit: '$/GB-month beyond 24 h of retention with On-demand Advantage',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    quotedBy: PRICE_LIST,
  },
  eventBridgeMillion: {
    value: 1,
    unit: '$/M chunks of 64 KB',
    page: 'eventbridge/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  eventBridgeArchiveGb: {
    value: 0.1,
    unit: '$/GB into an archive',
    page: 'eventbridge/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  eventBridgeArchiveGbMonth: {
    value: 0.023,
    unit: '$/GB-month in an archive',
    page: 'eventbridge/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  lambdaMillion: { value: 0.2, unit: '$/M invocations', page: 'lambda/pricing', read: READ, quotedBy: PRICE_PAGE },
  lambdaArmGbSecond: {
    value: 0.0000133334,
    unit: '$/GB-second',
    page: 'lambda/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  dynamoDbWriteMillion: {
    value: 0.625,
    unit: '$/M write units',
    page: 'dynamodb/pricing/on-demand',
    read: READ,
    quotedBy: 'airbyte.com/data-engineering-resources/dynamodb-pricing, 2025-07',
  },
  dynamoDbReadMillion: {
    value: 0.125,
    unit: '$/M read units',
    page: 'dynamodb/pricing/on-demand',
    read: READ,
    quotedBy: 'airbyte.com/data-engineering-resources/dynamodb-pricing, 2025-07',
  },
  /**
   * Paid once, for the units raised above the present warm throughput (aws.amazon.com/blogs/database,
   * pre-warming-amazon-dynamodb-tables-with-warm-throughput).
   */
  dynamoDbWarmWriteUnit: {
    value: 0.00065,
    unit: '$ once for a write unit/s more',
    page: 'dynamodb/pricing/on-demand',
    read: READ,
    unconfirmed: true,
  },
  dynamoDbWarmReadUnit: {
    value: 0.00013,
    unit: '$ once for a read unit/s more',
    page: 'dynamodb/pricing/on-demand',
    read: READ,
    unconfirmed: true,
  },
  wafMillion: {
    value: 0.6,
    unit: '$/M requests',
    page: 'waf/pricing',
    read: READ,
    quotedBy: 'awsnegotiations.com/waf-pricing-strategy, 2026',
  },
  wafWebAclMonth: {
    value: 5,
    unit: '$/web ACL-month',
    page: 'waf/pricing',
    read: READ,
    quotedBy: 'awsnegotiations.com/waf-pricing-strategy, 2026',
  },
  /** A group of managed rules counts as one rule; the groups of Amazon that the web ACL uses have no further price. */
  wafRuleMonth: {
    value: 1,
    unit: '$/rule-month',
    page: 'waf/pricing',
    read: READ,
    quotedBy: 'awsnegotiations.com/waf-pricing-strategy, 2026',
  },
  cloudWatchAlarmMonth: {
    value: 0.1,
    unit: '$/alarm-month',
    page: 'cloudwatch/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  cloudWatchCompositeMonth: {
    value: 0.5,
    unit: '$/composite alarm-month',
    page: 'cloudwatch/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  /** The first 10,000. */
  cloudWatchMetricMonth: {
    value: 0.3,
    unit: '$/metric-month of custom and detailed metrics',
    page: 'cloudwatch/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  /** Three of an account are free. */
  cloudWatchDashboardMonth: {
    value: 3,
    unit: '$/dashboard-month',
    page: 'cloudwatch/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  logsInsightsGb: {
    value: 0.005,
    unit: '$/GB of logs that a query scans',
    page: 'cloudwatch/pricing',
    read: READ,
    quotedBy: 'c3x.dev/blog/cloudwatch-logs-cost-optimization, of 2026-06',
  },
  /** Never free. */
  cloudWatchGetMetricDataThousand: {
    value: 0.01,
    unit: '$/1,000 metrics requested by GetMetricData',
    page: 'AmazonCloudWatch/latest/APIReference/API_GetMetricData',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  cloudWatchLogsGb: {
    value: 0.5,
    unit: '$/GB of logs taken in (the first 10 TB a month)',
    page: 'cloudwatch/pricing',
    read: READ,
    quotedBy: PRICE_PAGE,
  },
  kmsKeyMonth: {
    value: 1,
    unit: '$/key-month',
    page: 'kms/pricing',
    read: READ,
    quotedBy: 'cloudburn.io/blog/aws-kms-pricing, of AWS’s page 2026-03',
  },
  kmsMillion: {
    value: 3,
    unit: '$/M requests',
    page: 'kms/pricing',
    read: READ,
    quotedBy: 'cloudburn.io/blog/aws-kms-pricing, of AWS’s page 2026-03',
  },
} as const satisfies Record<string, Price>;

/** A price with steps by volume: each step applies up to its number of units a month. */
export interface TieredPrice extends Omit<Price, 'value'> {
  readonly tiers: readonly { readonly upTo: number; readonly value: number }[];
}

export const API_GATEWAY_MILLION: TieredPrice = {
  tiers: [
    { upTo: 333e6, value: 3.5 },
    { upTo: 1_000e6, value: 2.8 },
    { upTo: 20_000e6, value: 2.38 },
    { upTo: Number.POSITIVE_INFINITY, value: 1.51 },
  ],
  unit: '$/M requests of a REST API',
  page: 'api-gateway/pricing',
  read: READ,
};

/** Dollars for `units` a month, each step at its own price. */
export function tieredCost({ tiers }: TieredPrice, units: number): number {
  let from = 0;
  let cost = 0;
  for (const { upTo, value } of tiers) {
    cost += (Math.max(0, Math.min(units, upTo) - from) / 1e6) * value;
    from = upTo;
  }
  return cost;
}

/** Hours AWS bills for a month. */
export const HOURS_PER_MONTH = 730;
