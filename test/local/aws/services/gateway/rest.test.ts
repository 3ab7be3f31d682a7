import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { APIS } from '../../../../../local/aws/runtime/aws-services.ts';
import { type RestAnswer, restService } from '../../../../../local/aws/services/api/rest.ts';
import { apiGatewayOperations } from '../../../../../local/aws/services/gateway/operations.ts';
import { UsagePlans } from '../../../../../local/aws/services/gateway/usage-plan.ts';
import { restRequest } from '../../../../helpers/rest-request.ts';

function gateway() {
  const clock = new VirtualScheduler();
  const usagePlans = new UsagePlans();
  const ports = { usagePlans, clock, random: seededRandom(1) };
  const service = restService(APIS.apigateway, apiGatewayOperations(ports));
  const ask = (method: string, path: string, input = {}) => {
    const answer = service(restRequest(method, path, { body: JSON.stringify(input) })) as RestAnswer | undefined;
    return answer && { status: answer.status, body: answer.body as Record<string, string> };
  };
  return { usagePlans, clock, ask };
}

/** A key under a plan of one request a second. */
function app() {
  const { usagePlans, clock, ask } = gateway();
  const key = ask('POST', '/apikeys', { name: 'app', enabled: true })?.body ?? {};
  const throttle = { rateLimit: 1, burstLimit: 1 };
  const plan =
    ask('POST', '/usageplans', { name: 'plan', throttle, apiStages: [{ apiId: 'a', stage: 'dev' }] })?.body ?? {};
  ask('POST', `/usageplans/${plan.id}/keys`, { keyId: key.id, keyType: 'API_KEY' });
  return { key, plan, ask, judge: () => usagePlans.judge(key.value, 'a', 'dev', clock.now()) };
}

describe("API Gateway's REST API", () => {
  it('creates a key that is valid once a usage plan associates it with the stage, and is throttled by that plan', () => {
    const { key, judge } = app();
    expect(judge()).toEqual({ key });
    expect(judge()).toBe('THROTTLED');
  });

  it('returns a key until it is deleted', () => {
    const { key, ask, judge } = app();
    const { value, ...others } = key;
    expect(ask('GET', `/apikeys/${key.id}`)?.body).toEqual(others);
    expect(ask('GET', `/apikeys/${key.id}?includeValue=true`)?.body).toEqual({ ...others, value });
    expect(ask('DELETE', `/apikeys/${key.id}`)?.status).toBe(202);
    expect(judge()).toBe('INVALID_API_KEY');
    expect(() => ask('GET', `/apikeys/${key.id}`)).toThrow('Invalid API Key identifier specified');
  });

  it('removes a deleted plan from its keys', () => {
    const { plan, ask, judge } = app();
    ask('DELETE', `/usageplans/${plan.id}`);
    expect(judge()).toBe('INVALID_API_KEY');
  });

  it('changes nothing if it refuses a request', () => {
    const { key, plan, ask, judge } = app();
    const refused = [
      () => ask('POST', '/apikeys', { value: 'short' }),
      () => ask('POST', '/apikeys', { value: key.value }),
      () => ask('POST', '/usageplans', { name: 'half', throttle: { rateLimit: 1 } }),
      () => ask('POST', '/usageplans', { name: 'quota', quota: { limit: 1, period: 'DAY' } }),
      () => ask('POST', `/usageplans/${plan.id}/keys`, { keyId: 'nobody', keyType: 'API_KEY' }),
      () => ask('POST', '/usageplans/nobody/keys', { keyId: key.id, keyType: 'API_KEY' }),
      () => ask('DELETE', '/usageplans/nobody'),
      () => ask('DELETE', '/apikeys/nobody'),
    ];
    for (const one of refused) expect(one).toThrow();
    expect(judge()).toMatchObject({ key: { id: key.id } });
  });

  it('refuses other operations', () => {
    expect(gateway().ask('GET', '/restapis')).toBeUndefined();
  });
});
