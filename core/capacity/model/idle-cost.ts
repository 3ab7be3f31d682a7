import { HOURS_PER_MONTH, PRICES } from '../../prices.ts';

/** The resources of a stage that cost money while nobody plays. */
export interface IdleResources {
  readonly shards: number;
  /** Metrics that alarms read. */
  readonly alarms: number;
  readonly composites: number;
  readonly dashboards: number;
  /** Customer managed KMS keys. */
  readonly keys: number;
  readonly webAcls: number;
  readonly webAclRules: number;
}

export interface IdleCost {
  readonly streams: number;
  readonly alarms: number;
  readonly keys: number;
  readonly waf: number;
  readonly total: number;
}

/** Dollars a month without traffic. Functions, bus, queues, API and an on-demand table cost nothing while idle. */
export function idleCost({
  shards,
  alarms,
  composites,
  dashboards,
  keys,
  webAcls,
  webAclRules,
}: IdleResources): IdleCost {
  const streams = shards * PRICES.kinesisShardHour.value * HOURS_PER_MONTH;
  const alarmCost =
    alarms * PRICES.cloudWatchAlarmMonth.value +
    composites * PRICES.cloudWatchCompositeMonth.value +
    dashboards * PRICES.cloudWatchDashboardMonth.value;
  const keyCost = keys * PRICES.kmsKeyMonth.value;
  const waf = webAcls * PRICES.wafWebAclMonth.value + webAclRules * PRICES.wafRuleMonth.value;
  return { streams, alarms: alarmCost, keys: keyCost, waf, total: streams + alarmCost + keyCost + waf };
}
