import { LIMITS } from '../../limits.ts';
import { limitIn, REGIONAL_LIMITS, type RegionalLimit } from '../../regional-limits.ts';
import { round } from '../../round.ts';
import { HEADROOM } from '../model/spread.ts';
import { accountConcurrencyOf, type ChainStage } from '../model/workload.ts';
import type { HopName } from './hop.ts';

export interface QuotaRequest {
  readonly hop: HopName;
  readonly quota: string;
  readonly now: number;
  readonly askFor: number;
  readonly reason: string;
}

/** The quotas that a stage needs raised. @param needs at peak, each a second or at once */
export function quotaRequests(
  stage: ChainStage,
  needs: {
    readonly admitted: number;
    readonly invocations: number;
    readonly neededAtOnce: number;
    readonly neededForRequests: number;
    readonly callsPerSecond: number;
    readonly recordsPerSecond: number;
    readonly reservedConcurrency: number;
    readonly unreserved: number;
    readonly neededConcurrency: number;
  },
): readonly QuotaRequest[] {
  const { region } = stage;
  const concurrency = accountConcurrencyOf(stage);
  const regional: readonly (readonly [HopName, RegionalLimit, number, string])[] = [
    ['API Gateway', REGIONAL_LIMITS.apiGatewayRequestsPerSecond, needs.admitted, "the stage's throttle"],
    ['PutEvents', REGIONAL_LIMITS.putEventsPerSecond, needs.callsPerSecond / HEADROOM, 'PutEvents calls at peak ÷ 0.8'],
    [
      'rule invocations',
      REGIONAL_LIMITS.targetInvocationsPerSecond,
      needs.recordsPerSecond / HEADROOM,
      'entries at peak ÷ 0.8',
    ],
  ];
  const requests = regional.flatMap(([name, limit, need, reason]): QuotaRequest[] => {
    const now = limitIn(limit, region);
    return need > now ? [{ hop: name, quota: limit.quota, now, askFor: Math.ceil(need), reason }] : [];
  });
  const ofConcurrency = { quota: 'Concurrent executions', now: concurrency, askFor: needs.neededConcurrency };
  const atOnce = `${needs.reservedConcurrency} reserved, and ${Math.ceil(needs.unreserved)} unreserved at peak ÷ 0.8`;
  const rate = `${round(Math.ceil(needs.invocations))} invocations/s ÷ ${LIMITS.lambdaRequestsPerConcurrency.value} ÷ 0.8`;
  return [
    ...requests,
    ...(needs.neededAtOnce > concurrency ? [{ ...ofConcurrency, hop: 'API functions' as const, reason: atOnce }] : []),
    ...(needs.neededForRequests > concurrency
      ? [{ ...ofConcurrency, hop: 'Lambda requests' as const, reason: rate }]
      : []),
  ];
}
