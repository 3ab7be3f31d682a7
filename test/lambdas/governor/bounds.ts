import type { GovernedType, GovernorPlan } from '../../../core/capacity/plan/governor-plan.ts';
import type { Decided } from '../../../lambdas/governor/decide.ts';
import type { Act } from '../../../lambdas/governor/decision.ts';
import { type Memory, NEW_TYPE, recentReshards } from '../../../lambdas/governor/memory.ts';
import { type Observation, PERIOD_MS, type Series, STALE_MS } from '../../../lambdas/governor/observation.ts';

export type Decide = (seen: Observation, memory: Memory, plan: GovernorPlan, now: number) => Decided;

/** What AWS and the plan allow at most, written without the governor's own code. Empty: within all bounds. */
export function outOfBounds(
  { decisions, memory }: Decided,
  seen: Observation,
  plan: GovernorPlan,
  now: number,
): string[] {
  const problems: string[] = [];
  const refuse = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  if (seen.isStackChanging !== false) refuse(decisions.length === 0, 'acts while the stack changes');
  for (const { act, reason } of decisions) {
    refuse(reason.length > 10 && !/NaN|undefined|Infinity/.test(reason), `reason: ${reason}`);
    if (act === undefined) continue;
    if (act.kind === 'admit') {
      for (const [name, share] of Object.entries(act.to.shares)) {
        const type = plan.types.find((each) => each.type === name);
        refuse(type !== undefined, `admits the unknown type ${name}`);
        refuse(type?.priority !== 'critical', `sheds critical ${name}`);
        refuse(share >= 0.05 && share < 1, `share ${share} of ${name}`);
      }
      refuse(act.to.retryAfterMs === 0 || within(act.to.retryAfterMs, 1_000, 60_000), `retry ${act.to.retryAfterMs}`);
      continue;
    }
    const type = plan.types.find((each) => each.type === act.type);
    if (type === undefined) problems.push(`acts on the unknown type ${act.type}`);
    else if (act.kind === 'reshard') problems.push(...ofReshard(act, type, seen, memory, plan, now));
    else problems.push(...ofMapping(act, type, seen));
  }
  return problems;
}

function ofReshard(
  act: Extract<Act, { kind: 'reshard' }>,
  type: GovernedType,
  seen: Observation,
  memory: Memory,
  plan: GovernorPlan,
  now: number,
): string[] {
  const of = seen.types[type.type];
  const remembered = memory.types[type.type] ?? NEW_TYPE;
  const used = recentReshards(remembered, now).length;
  const { from, to } = act;
  const rules: readonly (readonly [boolean, string])[] = [
    [of?.stream?.status === 'ACTIVE', 'reshards a stream that is not ACTIVE'],
    [of?.stream?.mode === 'PROVISIONED', 'reshards an on-demand stream'],
    [from === of?.stream?.openShards, 'starts from shards that it did not see'],
    [
      Number.isInteger(to) && to !== from && to >= from / 2 && to <= from * 2,
      `${from} → ${to}: not within half and double`,
    ],
    [to > from || to >= Math.ceil(type.shards * plan.floorShare), 'shrinks below the floor'],
    [to <= type.shards * 16, 'grows beyond 16 times the plan'],
    [used < 10, 'an eleventh change within a day'],
    [to > from || used < 7, 'leaves no change of the day for growth'],
    [to < from || to - from <= (seen.shardsAvailable ?? type.shards), 'exceeds the quota of shards'],
    [remembered.circuit === undefined, 'reshards while the circuit is not closed'],
    [to > from || !isRising(of?.metrics?.incomingRecords, now), 'shrinks during growth'],
    [to > from || isFresh(of?.metrics?.incomingRecords, now), 'shrinks on stale metrics'],
    [
      to < from ||
        isFresh(of?.metrics?.incomingRecords, now) ||
        isFresh(of?.metrics?.incomingBytes, now) ||
        isFresh(of?.metrics?.iteratorAgeMs, now) ||
        (seen.startsAtMs ?? []).length > 0,
      'grows on stale metrics',
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}

function ofMapping(act: Extract<Act, { kind: 'mapping' }>, type: GovernedType, seen: Observation): string[] {
  const { to, step } = act;
  const of = seen.types[type.type];
  const rules: readonly (readonly [boolean, string])[] = [
    [['Enabled', 'Disabled'].includes(of?.mapping?.state ?? ''), 'changes a mapping that changes'],
    [within(to.batchSize, 1, Math.max(type.batchSize, of?.mapping?.batchSize ?? 0)), `batch size ${to.batchSize}`],
    [within(to.parallelizationFactor, 1, 10), `factor ${to.parallelizationFactor}`],
    [within(to.maxRecordAgeSeconds, type.maxRecordAgeSeconds, 604_800), `age ${to.maxRecordAgeSeconds}`],
    [to.enabled || to.maxRecordAgeSeconds >= type.retentionSeconds, 'pauses without raising the age'],
    [to.enabled === (step !== 'open'), `step ${step} with enabled ${to.enabled}`],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => `${type.type}: ${problem}`);
}

function within(value: number, low: number, high: number): boolean {
  return Number.isFinite(value) && value >= low && value <= high;
}

function sound(series: Series | undefined, now: number) {
  return (series ?? [])
    .filter(({ value, at }) => Number.isFinite(value) && value >= 0 && at <= now)
    .sort((one, other) => one.at - other.at);
}

function isFresh(series: Series | undefined, now: number): boolean {
  return sound(series, now).some(({ at }) => at > now - STALE_MS);
}

/** The last five minutes are half as much again as the first five of the last quarter of an hour. */
function isRising(series: Series | undefined, now: number): boolean {
  const window = sound(series, now).filter(({ at }) => at > now - STALE_MS - 15 * PERIOD_MS);
  const mean = (part: readonly { readonly value: number }[]) =>
    part.reduce((sum, { value }) => sum + value, 0) / Math.max(1, part.length);
  return window.length >= 13 && mean(window.slice(-5)) > 1.5 * mean(window.slice(0, 5));
}
