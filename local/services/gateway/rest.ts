import type { Random } from '../../../core/random.ts';
import { randomId } from '../../../core/random.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { isObject, type JsonObject, objectList, optionalText, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { UsagePlans } from './usage-plan.ts';

export interface RestAnswer {
  readonly status: number;
  readonly body: string;
}

export interface ApiGatewayRestPorts {
  readonly usagePlans: UsagePlans;
  readonly clock: Clock;
  readonly random: Random;
}

const KEY_CHARACTERS = 40;
const ID_CHARACTERS = 10;

/**
 * API Gateway's REST API for apps: Create-, Get- and DeleteApiKey, CreateUsagePlan, CreateUsagePlanKey, DeleteUsagePlan.
 * @returns `undefined` where the path is of no operation modelled here
 */
export function apiGatewayRest(
  { usagePlans, clock, random }: ApiGatewayRestPorts,
  method: string,
  path: string,
  input: JsonObject,
): RestAnswer | undefined {
  const [collection, id, sub] = path.slice(1).split('/').map(decodeURIComponent);
  switch (`${method} ${collection}${id === undefined ? '' : '/{id}'}${sub === undefined ? '' : `/${sub}`}`) {
    case 'POST apikeys': {
      const key = {
        id: randomId(random, ID_CHARACTERS),
        value: optionalText(input, 'value') ?? randomId(random, KEY_CHARACTERS),
        enabled: input.enabled === true,
      };
      usagePlans.addKey(key);
      return answer(201, key);
    }
    case 'GET apikeys/{id}': {
      const key = usagePlans.key(id ?? '');
      if (key === undefined) throw new ServiceError('NotFoundException', 'Invalid API Key identifier specified', 404);
      return answer(200, key);
    }
    case 'DELETE apikeys/{id}':
      usagePlans.deleteKey(id ?? '');
      return { status: 202, body: '' };
    case 'POST usageplans': {
      const plan = { id: randomId(random, ID_CHARACTERS), name: requiredText(input, 'name') };
      const { rateLimit, burstLimit } = isObject(input.throttle) ? input.throttle : {};
      usagePlans.addPlan({
        id: plan.id,
        keyIds: new Set(),
        apiStages: objectList(input, 'apiStages').map((stage) => ({
          apiId: requiredText(stage, 'apiId'),
          stage: requiredText(stage, 'stage'),
        })),
        ...(typeof rateLimit === 'number' &&
          typeof burstLimit === 'number' && { newBucket: () => new TokenBucket(burstLimit, rateLimit, clock.now()) }),
      });
      return answer(201, plan);
    }
    case 'POST usageplans/{id}/keys': {
      const keyId = requiredText(input, 'keyId');
      usagePlans.addKeyToPlan(keyId, id ?? '');
      return answer(201, { id: keyId, type: 'API_KEY' });
    }
    case 'DELETE usageplans/{id}':
      usagePlans.deletePlan(id ?? '');
      return { status: 202, body: '' };
    default:
      return undefined;
  }
}

function answer(status: number, value: object): RestAnswer {
  return { status, body: JSON.stringify(value) };
}
