import {
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiGateway } from './aws.ts';
import { api, deployment, eventually, resource } from './deployment.ts';
import { uniqueName } from './names.ts';

describe('an app of its own, with a usage plan of one request a second', () => {
  const name = uniqueName('cairn-e2e');
  let keyId: string | undefined;
  let planId: string | undefined;
  let value: string | undefined;

  const ask = () => api.request('ada', 'hunts/none', { headers: { 'x-api-key': value } });

  beforeAll(async () => {
    const key = await apiGateway.send(new CreateApiKeyCommand({ name, enabled: true }));
    [keyId, value] = [key.id, key.value];
    const plan = await apiGateway.send(
      new CreateUsagePlanCommand({
        name,
        throttle: { rateLimit: 1, burstLimit: 1 },
        apiStages: [{ apiId: resource('ApiRestApi'), stage: deployment.apiStage }],
      }),
    );
    planId = plan.id;
    await apiGateway.send(new CreateUsagePlanKeyCommand({ usagePlanId: planId, keyId, keyType: 'API_KEY' }));
  });
  afterAll(async () => {
    // A plan that is tied to a stage keeps the stage from being deleted.
    if (planId !== undefined) await apiGateway.send(new DeleteUsagePlanCommand({ usagePlanId: planId }));
    if (keyId !== undefined) await apiGateway.send(new DeleteApiKeyCommand({ apiKey: keyId }));
  });

  it('is let in by its own key', async () => {
    await eventually(async () => expect((await ask()).status).toBe(404));
  });

  it('is answered 429 with Retry-After when it asks faster', async () => {
    const throttled = await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 5 }, ask));
      const found = answers.find(({ status }) => status === 429);
      if (found === undefined) throw new Error(`five at once were answered ${answers.map(({ status }) => status)}`);
      return found;
    });
    expect(throttled.body).toEqual({ error: { code: 'throttled', message: expect.any(String) } });
    expect(throttled.headers.get('retry-after')).toBe('1');
  });
});
