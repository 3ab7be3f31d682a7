import { REGIONAL_LIMITS } from '../../../regional-limits.ts';
import { round } from '../../../round.ts';
import { type ChainCheck, stageLever } from './check.ts';

export const smallBurst: ChainCheck = {
  name: 'small-burst',
  level: 'warns',
  levers: [stageLever('throttle.burst', REGIONAL_LIMITS.apiGatewayBurst.others)],
  find({ topology: { api } }) {
    const [burst, requestsPerSecond] = [api.throttle.burst.value, api.throttle.requestsPerSecond.value];
    if (burst >= requestsPerSecond / 4) return [];
    const message = `throttle.burst is ${round(burst)}: at ${round(requestsPerSecond)} requests/s, API Gateway answers a spike of a quarter of a second with 429`;
    return [{ hop: 'API Gateway', message }];
  },
};
