import { limitIn, REGIONAL_LIMITS } from '../../../regional-limits.ts';
import { round } from '../../../round.ts';
import { HEADROOM } from '../../model/spread.ts';
import type { ChainPlan } from '../../plan/chain.ts';
import { type Breach, type ChainCheck, stageLever } from './check.ts';
import { limitedBy, overfullHops } from './shared-hop.ts';

export const regionQuota: ChainCheck = {
  name: 'region-quota',
  level: 'fails',
  levers: [
    stageLever('throttle.requestsPerSecond', 1),
    stageLever('throttle.burst', 1),
    stageLever('region', 'us-east-1'),
  ],
  find: (chain) => [
    ...overfullHops(chain, ['PutEvents', 'rule invocations']),
    ...lateRuleInvocations(chain),
    ...throttleOverQuota(chain),
  ],
};

/** Finds rules whose quota is enough for the peak, but not for all the traffic that the throttle admits. */
function lateRuleInvocations({ hops, admittedFactor }: ChainPlan): readonly Breach[] {
  return hops
    .filter(({ name, utilisation }) => name === 'rule invocations' && utilisation <= HEADROOM)
    .filter(({ arrivals, limit }) => arrivals * admittedFactor > limit)
    .map((hop) => ({
      hop: hop.name,
      message: `the throttle admits ${round(hop.arrivals * admittedFactor)} ${hop.unit}; the limit is ${round(hop.limit)} (${limitedBy(hop)}). EventBridge would accept all events and deliver them late`,
    }));
}

function throttleOverQuota({ stage: { region }, topology: { api } }: ChainPlan): readonly Breach[] {
  const [requestsPerSecond, burst] = [api.throttle.requestsPerSecond.value, api.throttle.burst.value];
  const rateQuota = limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, region);
  const burstQuota = limitIn(REGIONAL_LIMITS.apiGatewayBurst, region);
  const where = region ?? 'the smallest region';
  if (requestsPerSecond > rateQuota) {
    const message = `throttle.requestsPerSecond is ${round(requestsPerSecond)}; the account's quota in ${where} is ${round(rateQuota)} requests/s, and API Gateway answers the rest with 429`;
    return [{ hop: 'API Gateway', message }];
  }
  if (burst > burstQuota) {
    const message = `throttle.burst is ${round(burst)}; the account's quota in ${where} is ${round(burstQuota)}, and AWS does not raise it`;
    return [{ hop: 'API Gateway', message }];
  }
  return [];
}
