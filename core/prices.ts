import type { Figure } from './figure.ts';

/** In US dollars, us-east-1. */
export type Price = Figure;

const READ = '2026-11';

export const PRICES = {
  kinesisShardHour: { value: 0.015, unit: '$/shard-hour', page: 'kinesis/data-streams/pricing', read: READ },
  kinesisPutUnitMillion: { value: 0.014, unit: '$/M units of 25 KB', page: 'kinesis/data-streams/pricing', read: READ },
  kinesisRetentionShardHour: {
    value: 0.02,
    unit: '$/shard-hour beyond 24 h of retention',
    page: 'kinesis/data-streams/pricing',
    read: READ,
    unconfirmed: true,
  },
  kinesisOnDemandStreamHour: { value: 0.04, unit: '$/stream-hour', page: 'kinesis/data-streams/pricing', read: READ },
  kinesisOnDemandGbIn: { value: 0.08, unit: '$/GB in', page: 'kinesis/data-streams/pricing', read: READ },
  kinesisOnDemandGbOut: { value: 0.04, unit: '$/GB out', page: 'kinesis/data-streams/pricing', read: READ },
  eventBridgeMillion: {
    value: 1,
    unit: '$/M chunks of 64 KB',
    page: 'eventbridge/pricing',
    read: READ,
    unconfirmed: true,
  },
  lambdaMillion: { value: 0.2, unit: '$/M invocations', page: 'lambda/pricing', read: READ, unconfirmed: true },
  lambdaArmGbSecond: {
    value: 0.0000133334,
    unit: '$/GB-second',
    page: 'lambda/pricing',
    read: READ,
    unconfirmed: true,
  },
  dynamoDbWriteMillion: {
    value: 0.625,
    unit: '$/M write units',
    page: 'dynamodb/pricing/on-demand',
    read: READ,
    unconfirmed: true,
  },
  dynamoDbReadMillion: {
    value: 0.125,
    unit: '$/M read units',
    page: 'dynamodb/pricing/on-demand',
    read: READ,
    unconfirmed: true,
  },
  /** One time, on what is raised above what is warm (aws.amazon.com/blogs/database, pre-warming-amazon-dynamodb-tables-with-warm-throughput). */
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
  wafMillion: { value: 0.6, unit: '$/M requests', page: 'waf/pricing', read: READ, unconfirmed: true },
  cloudWatchAlarmMonth: {
    value: 0.1,
    unit: '$/alarm-month',
    page: 'cloudwatch/pricing',
    read: READ,
    unconfirmed: true,
  },
  kmsKeyMonth: { value: 1, unit: '$/key-month', page: 'kms/pricing', read: READ, unconfirmed: true },
  wafWebAclMonth: { value: 5, unit: '$/web ACL-month', page: 'waf/pricing', read: READ, unconfirmed: true },
  wafRuleMonth: { value: 1, unit: '$/rule-month', page: 'waf/pricing', read: READ, unconfirmed: true },
} as const satisfies Record<string, Price>;

/** A price with steps by volume: each holds up to its number of units a month. */
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
