import type { Random } from '../../../../core/random.ts';
import { randomId } from '../../../../core/random.ts';
import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import type { RestOperations } from '../api/rest.ts';
import { isObject, type JsonObject, objectList, optionalText, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { ApiKey, UsagePlans } from './usage-plan.ts';

export interface ApiGatewayRestPorts {
  readonly usagePlans: UsagePlans;
  readonly clock: Clock;
  readonly random: Random;
}

const KEY_CHARACTERS = 40;
const ID_CHARACTERS = 10;

/**
 * Least characters of a key's own value.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const KEY_CHARACTERS_LEAST = 20;

/** API Gateway's operations on apps: keys, and the usage plans that associate them with a stage. */
export function apiGatewayOperations({ usagePlans, clock, random }: ApiGatewayRestPorts): RestOperations {
  const keyOf = (id: string): ApiKey => {
    const key = usagePlans.key(id);
    if (key !== undefined) return key;
    throw new ServiceError('NotFoundException', 'Invalid API Key identifier specified', { statusCode: 404 });
  };
  const checkPlan = (id: string): void => {
    if (!usagePlans.hasPlan(id))
      throw new ServiceError('NotFoundException', 'Invalid Usage Plan ID specified', { statusCode: 404 });
  };
  return {
    CreateApiKey: (input) => {
      const value = optionalText(input, 'value') ?? randomId(random, KEY_CHARACTERS);
      if (value.length < KEY_CHARACTERS_LEAST) {
        throw badRequest(`API Key value should be at least ${KEY_CHARACTERS_LEAST} characters`);
      }
      if (usagePlans.hasKeyValue(value))
        throw new ServiceError('ConflictException', 'API Key already exists', { statusCode: 409 });
      const key = { id: randomId(random, ID_CHARACTERS), value, enabled: input.enabled === true, ...texts(input) };
      usagePlans.addKey(key);
      return { status: 201, body: { ...key } };
    },
    GetApiKey: (input) => {
      const { value, ...rest } = keyOf(requiredText(input, 'apiKey'));
      return { body: input.includeValue === true ? { ...rest, value } : rest };
    },
    DeleteApiKey: (input) => {
      usagePlans.deleteKey(keyOf(requiredText(input, 'apiKey')).id);
      return { status: 202 };
    },
    CreateUsagePlan: (input) => {
      const throttle = throttleOf(input);
      const plan = { id: randomId(random, ID_CHARACTERS), ...texts(input) };
      const apiStages = objectList(input, 'apiStages').map((stage) => ({
        apiId: requiredText(stage, 'apiId'),
        stage: requiredText(stage, 'stage'),
      }));
      const newBucket = throttle && (() => new TokenBucket(throttle.burstLimit, throttle.rateLimit, clock.now()));
      usagePlans.addPlan({ id: plan.id, keyIds: new Set(), apiStages, ...(newBucket !== undefined && { newBucket }) });
      return { status: 201, body: { ...plan, apiStages, ...(throttle !== undefined && { throttle }) } };
    },
    CreateUsagePlanKey: (input) => {
      const planId = requiredText(input, 'usagePlanId');
      checkPlan(planId);
      const key = keyOf(requiredText(input, 'keyId'));
      if (input.keyType !== 'API_KEY') throw badRequest(`keyType: got ${String(input.keyType)}, allowed is API_KEY`);
      usagePlans.addKeyToPlan(key.id, planId);
      return { status: 201, body: { id: key.id, type: 'API_KEY', value: key.value, ...texts(key) } };
    },
    DeleteUsagePlan: (input) => {
      const planId = requiredText(input, 'usagePlanId');
      checkPlan(planId);
      usagePlans.deletePlan(planId);
      return { status: 202 };
    },
  };
}

interface Texts {
  readonly name?: string;
  readonly description?: string;
}

function texts({ name, description }: { readonly name?: unknown; readonly description?: unknown }): Texts {
  return { ...(typeof name === 'string' && { name }), ...(typeof description === 'string' && { description }) };
}

function throttleOf({ throttle }: JsonObject): { readonly rateLimit: number; readonly burstLimit: number } | undefined {
  if (!isObject(throttle)) return undefined;
  const { rateLimit, burstLimit } = throttle;
  if (typeof rateLimit === 'number' && typeof burstLimit === 'number') return { rateLimit, burstLimit };
  throw badRequest('throttle needs both rateLimit and burstLimit here');
}

function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', message);
}
