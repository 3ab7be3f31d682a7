import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { apiGatewayRest } from '../../../../local/services/gateway/rest.ts';
import { UsagePlans } from '../../../../local/services/gateway/usage-plan.ts';

function gateway() {
  const clock = new VirtualScheduler();
  const usagePlans = new UsagePlans();
  const ports = { usagePlans, clock, random: seededRandom(1) };
  const ask = (method: string, path: string, input = {}) => {
    const answer = apiGatewayRest(ports, method, path, input);
    return answer && { status: answer.status, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
  };
  return { usagePlans, clock, ask };
}

/** A key under a plan of one request a second. */
function app() {
  const { usagePlans, clock, ask } = gateway();
  const key = ask('POST', '/apikeys', { name: 'app', enabled: true })?.body;
  const throttle = { rateLimit: 1, burstLimit: 1 };
  const plan = ask('POST', '/usageplans', { name: 'plan', throttle, apiStages: [{ apiId: 'a', stage: 'dev' }] })?.body;
  ask('POST', `/usageplans/${plan.id}/keys`, { keyId: key.id, keyType: 'API_KEY' });
  return { key, plan, ask, judge: () => usagePlans.judge(key.value, 'a', 'dev', clock.now()) };
}

describe("API Gateway's REST API", () => {
  it('makes a key that counts once a usage plan ties it to the stage, and is throttled by that plan', () => {
    const { key, judge } = app();
    expect(judge()).toEqual({ key });
    expect(judge()).toBe('THROTTLED');
  });

  it('shows a key, and forgets it when it is deleted', () => {
    const { key, ask, judge } = app();
    expect(ask('GET', `/apikeys/${key.id}`)).toEqual({ status: 200, body: key });
    expect(ask('DELETE', `/apikeys/${key.id}`)?.status).toBe(202);
    expect(judge()).toBe('INVALID_API_KEY');
    expect(() => ask('GET', `/apikeys/${key.id}`)).toThrow('Invalid API Key identifier specified');
  });

  it('takes a deleted plan away from its keys', () => {
    const { plan, ask, judge } = app();
    ask('DELETE', `/usageplans/${plan.id}`);
    expect(judge()).toBe('INVALID_API_KEY');
  });

  it('knows nothing else', () => {
    expect(gateway().ask('GET', '/restapis')).toBeUndefined();
  });
});
