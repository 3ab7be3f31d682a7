import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import type { InvocationOutcome } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { RequestAuthorizer } from '../../../../../local/aws/services/gateway/authorizer.ts';
import { Gateway } from '../../../../../local/aws/services/gateway/gateway.ts';
import type { GatewayAnswer } from '../../../../../local/aws/services/gateway/http.ts';
import { Routes } from '../../../../../local/aws/services/gateway/routes.ts';
import { UsagePlans } from '../../../../../local/aws/services/gateway/usage-plan.ts';
import type { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { TokenBucket } from '../../../../../local/aws/services/token-bucket.ts';

type Outcome = InvocationOutcome | 'never';

const OK: InvocationOutcome = { payload: '{"statusCode":202,"body":"taken"}' };
/** What an authorizer answers for a player. */
export const allow = (effect: 'Allow' | 'Deny', principalId = 'ada'): InvocationOutcome => ({
  payload: JSON.stringify({
    principalId,
    policyDocument: {
      Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: 'arn:aws:execute-api:*:*:api/dev/*' }],
    },
    context: { playerId: principalId, level: 3 },
  }),
});

/**
 * Creates a gateway with `POST /v1/events` and `GET /v1/hunts/{huntId}`, functions with given answers, and a virtual
 * clock.
 */
export function gateway(
  options: {
    outcome?: Outcome;
    authorization?: InvocationOutcome;
    burst?: number;
    keyBurst?: number;
    binaryMediaTypes?: readonly string[];
    memory?: MemoryBudget;
  } = {},
) {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 23));
  const invoked: { name: string; payload: Record<string, unknown> }[] = [];
  const invoke = (name: string, payload: string, done: (outcome: InvocationOutcome) => void) => {
    invoked.push({ name, payload: JSON.parse(payload) });
    const outcome = name === 'authorize' ? (options.authorization ?? allow('Allow')) : (options.outcome ?? OK);
    if (outcome !== 'never') scheduler.schedule(5, () => done(outcome));
  };
  const authorizer = new RequestAuthorizer(
    { functionName: 'authorize', identityHeaders: ['Authorization'], resultTtlSeconds: 300 },
    scheduler,
    invoke,
  );
  const routes = new Routes();
  const method = { apiKeyRequired: true, authorizer, requiredQuery: [] };
  routes.add({
    ...method,
    httpMethod: 'POST',
    resourceId: 'e',
    resourcePath: '/v1/events',
    integration: { functionName: 'ingest', timeoutMs: 29_000 },
    requiredHeaders: ['Content-Type'],
  });
  routes.add({
    ...method,
    httpMethod: 'GET',
    resourceId: 'h',
    resourcePath: '/v1/hunts/{huntId}',
    integration: { functionName: 'query', timeoutMs: 29_000 },
    requiredHeaders: [],
  });
  const usagePlans = new UsagePlans();
  usagePlans.addKey({ id: 'key', value: 'secret', enabled: true });
  usagePlans.addKey({ id: 'loose', value: 'without-plan', enabled: true });
  usagePlans.addPlan({
    id: 'plan',
    apiStages: [{ apiId: 'api', stage: 'dev' }],
    keyIds: new Set(['key']),
    newBucket: () => new TokenBucket(options.keyBurst ?? 100, 10, scheduler.now()),
  });
  const stage = new TokenBucket(options.burst ?? 100, 10, scheduler.now());
  const observed: number[] = [];
  const under = new Gateway(
    {
      apiId: 'api',
      stage: 'dev',
      accountId: '000000000000',
      region: 'us-east-1',
      binaryMediaTypes: options.binaryMediaTypes ?? ['application/octet-stream'],
      minimumCompressionSize: 1_000,
      routes,
      usagePlans,
      responses: new Map([
        [
          'THROTTLED',
          { headers: [['retry-after', '1'] as const], template: '{"error":{"message":$context.error.messageString}}' },
        ],
        [
          'AUTHORIZER_CONFIGURATION_ERROR',
          { statusCode: 503, headers: [['retry-after', '5'] as const], template: '{"error":{"code":"later"}}' },
        ],
        ['DEFAULT_5XX', { headers: [], template: '{"error":{"code":"internal"}}' }],
      ]),
      throttles: () => [stage],
    },
    scheduler,
    seededRandom(3),
    invoke,
    { answered: (_request, _body, answer) => observed.push(answer.status) },
    options.memory,
  );
  interface Change {
    readonly method?: string;
    readonly path?: string;
    readonly query?: string;
    readonly headers?: Record<string, string | undefined>;
    readonly body?: Buffer;
  }
  /** Sends a request; its answer is added to the list when it arrives. */
  const sendLater = (change: Change = {}): readonly GatewayAnswer[] => {
    const headers = {
      'Content-Type': 'application/json',
      Authorization: 'Bearer t',
      'x-api-key': 'secret',
      ...change.headers,
    };
    const answers: GatewayAnswer[] = [];
    under.handle(
      {
        method: change.method ?? 'POST',
        path: change.path ?? '/v1/events',
        query: change.query ?? '',
        rawHeaders: Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
        body: change.body ?? Buffer.from('{"events":[]}'),
        sourceIp: '127.0.0.1',
      },
      (answer) => answers.push(answer),
    );
    return answers;
  };
  const send = (change: Change = {}): GatewayAnswer => {
    const answers = sendLater(change);
    scheduler.advance(30_000);
    const [answer] = answers;
    if (answer === undefined || answers.length > 1) throw new Error(`answered ${answers.length} times`);
    return answer;
  };
  return { scheduler, send, sendLater, invoked, observed };
}

export const functionsOf = (invoked: readonly { name: string }[]) => invoked.map(({ name }) => name);
