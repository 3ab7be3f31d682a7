import { HOURS_PER_MONTH, PRICES } from '../prices.ts';

/** What of a stage costs money while nobody plays. */
export interface IdleResources {
  readonly shards: number;
  readonly alarms: number;
  readonly webAcls: number;
  readonly webAclRules: number;
}

export interface IdleCost {
  readonly streams: number;
  readonly alarms: number;
  readonly waf: number;
  readonly total: number;
}

/** Dollars a month without traffic. Functions, bus, queues, API and an on-demand table cost nothing then. */
export function idleCost({ shards, alarms, webAcls, webAclRules }: IdleResources): IdleCost {
  const streams = shards * PRICES.kinesisShardHour.value * HOURS_PER_MONTH;
  const alarmCost = alarms * PRICES.cloudWatchAlarmMonth.value;
  const waf = webAcls * PRICES.wafWebAclMonth.value + webAclRules * PRICES.wafRuleMonth.value;
  return { streams, alarms: alarmCost, waf, total: streams + alarmCost + waf };
}
