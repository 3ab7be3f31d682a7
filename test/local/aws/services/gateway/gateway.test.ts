import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import type { InvocationOutcome } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { RequestAuthorizer } from '../../../../../local/aws/services/gateway/authorizer.ts';
import { Gateway } from '../../../../../local/aws/services/gateway/gateway.ts';
import type { GatewayAnswer } from '../../../../../local/aws/services/gateway/http.ts';
import { Routes } from '../../../../../local/aws/services/gateway/routes.ts';
import { UsagePlans } from '../../../../../local/aws/services/gateway/usage-plan.ts';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { TokenBucket } from '../../../../../local/aws/services/token-bucket.ts';

type Outcome = InvocationOutcome | 'never';

const OK: InvocationOutcome = { payload: '{"statusCode":202,"body":"taken"}' };
const allow = (effect: 'Allow' | 'Deny', principalId = 'ada'): InvocationOutcome => ({
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
function gateway(
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

const functionsOf = (invoked: readonly { name: string }[]) => invoked.map(({ name }) => name);

describe('a request that passes', () => {
  it('reaches the function with payload format 1.0 (set-up-lambda-proxy-integrations.html)', () => {
    const { send, invoked, observed } = gateway();
    expect(
      send({ method: 'GET', path: '/v1/hunts/h%201', query: 'limit=3&limit=4', body: Buffer.alloc(0) }),
    ).toMatchObject({
      status: 202,
      body: 'taken',
    });
    expect(invoked.at(-1)?.payload).toMatchObject({
      resource: '/v1/hunts/{huntId}',
      path: '/v1/hunts/h%201',
      httpMethod: 'GET',
      headers: { Authorization: 'Bearer t' },
      multiValueHeaders: { Authorization: ['Bearer t'] },
      queryStringParameters: { limit: '4' },
      multiValueQueryStringParameters: { limit: ['3', '4'] },
      pathParameters: { huntId: 'h 1' },
      requestContext: {
        stage: 'dev',
        path: '/dev/v1/hunts/h%201',
        identity: { sourceIp: '127.0.0.1', apiKey: 'secret', apiKeyId: 'key' },
        authorizer: { principalId: 'ada', playerId: 'ada', level: '3' },
      },
      body: null,
      isBase64Encoded: false,
    });
    expect(observed).toEqual([202]);
  });

  it('passes binary media types on as base64', () => {
    const { send, invoked } = gateway();
    send({ headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from([255, 0]) });
    expect(invoked.at(-1)?.payload).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  });

  it.each([
    [['application/json'], 'application/json', true],
    [['application/json'], 'application/json; charset=utf-8', true],
    [['application/json'], 'APPLICATION/JSON;charset=utf-8', true],
    [['application/json'], 'text/plain', false],
    [['application/*'], 'application/json', true],
    [['*/*'], 'text/plain', true],
    [[], 'application/json', false],
  ])('with the binary types %j hands on %s as base64: %j', (binaryMediaTypes, contentType, base64) => {
    for (const [encode, encoding] of [[(bytes: Buffer) => bytes], [gzipSync, 'gzip']] as const) {
      const { send, invoked } = gateway({ binaryMediaTypes });
      const headers = { 'Content-Type': contentType, ...(encoding && { 'content-encoding': encoding }) };
      send({ headers, body: encode(Buffer.from('"J\xfcrgen"', 'latin1')) });
      const body = base64 ? Buffer.from('"J\xfcrgen"', 'latin1').toString('base64') : '"J\ufffdrgen"';
      expect(invoked.at(-1)?.payload).toMatchObject({ body, isBase64Encoded: base64 });
    }
  });

  it("decodes a function's base64 only if the client accepts a binary type first (lambda-proxy-binary-media.html)", () => {
    const body = Buffer.from([255, 0]).toString('base64');
    const outcome = { payload: JSON.stringify({ statusCode: 200, body, isBase64Encoded: true }) };
    const ask = (accept: string) => gateway({ outcome }).send({ headers: { accept } }).body;
    expect(ask('application/octet-stream, */*')).toEqual(Buffer.from([255, 0]));
    expect(ask('*/*, application/octet-stream')).toBe(body);
  });

  it('inflates gzip before the function, and compresses long answers (api-gateway-gzip-compression-decompression.html)', () => {
    const { send, invoked } = gateway({
      outcome: { payload: JSON.stringify({ statusCode: 200, body: 'a'.repeat(5_000) }) },
    });
    const answer = send({
      headers: { 'content-encoding': 'gzip', 'accept-encoding': 'gzip' },
      body: gzipSync('{"events":[1]}'),
    });
    expect(invoked.at(-1)?.payload).toMatchObject({ body: '{"events":[1]}' });
    expect(answer.headers).toContainEqual(['content-encoding', 'gzip']);
    expect(gunzipSync(answer.body).toString()).toBe('a'.repeat(5_000));
  });
});

describe('refusals (apigateway/latest/developerguide/supported-gateway-response-types.html)', () => {
  it('403 for a path or method that the API does not have', () => {
    const { send } = gateway();
    expect(send({ path: '/v1/nothing' })).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
    expect(send({ method: 'DELETE' }).status).toBe(403);
  });

  it('403 for a path with an empty part, as a base URL with a slash at its end makes it', () => {
    const { send, invoked } = gateway();
    expect(send({ path: '//v1/events' }).status).toBe(403);
    expect(send({ path: '/v1//events' }).status).toBe(403);
    expect(invoked).toEqual([]);
    expect(send({ path: '/v1/events/' }).status).toBe(202);
  });

  it('401 without a token, without calling the authorizer', () => {
    const { send, invoked } = gateway();
    expect(send({ headers: { Authorization: undefined } }).status).toBe(401);
    expect(invoked).toEqual([]);
  });

  it("401 if the authorizer throws Unauthorized, 403 if its policy denies, and the template's answer if it fails", () => {
    const failed = (errorMessage: string): InvocationOutcome => ({
      payload: JSON.stringify({ errorMessage }),
      functionError: 'Unhandled',
    });
    expect(gateway({ authorization: failed('Unauthorized') }).send().status).toBe(401);
    expect(gateway({ authorization: allow('Deny') }).send().status).toBe(403);
    for (const authorization of [
      failed('no database'),
      { payload: '{"isAuthorized":true}' },
      { throttled: true, reason: 'ConcurrentInvocationLimitExceeded' } as const,
    ]) {
      const answer = gateway({ authorization }).send();
      expect(answer).toMatchObject({ status: 503, body: '{"error":{"code":"later"}}' });
      expect(answer.headers).toContainEqual(['retry-after', '5']);
    }
  });

  it('403 without an API key, with an unknown one, and with one without a usage plan', () => {
    const { send } = gateway();
    for (const key of [undefined, 'wrong', 'without-plan']) {
      expect(send({ headers: { 'x-api-key': key } })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    }
  });

  it('400 without a required header', () => {
    const { send, invoked } = gateway();
    expect(send({ headers: { 'Content-Type': undefined } })).toMatchObject({
      status: 400,
      body: '{"message":"Missing required request parameters: [Content-Type]"}',
    });
    expect(functionsOf(invoked)).toEqual(['authorize']);
  });

  it('413 for more than 10 MB, as sent and as inflated', () => {
    const { send } = gateway();
    expect(send({ body: Buffer.alloc(10 * 1_048_576 + 1) }).status).toBe(413);
    expect(send({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(11 * 1_048_576)) }).status).toBe(
      413,
    );
  });

  it('415 for broken gzip and for an unknown encoding', () => {
    const { send } = gateway();
    expect(send({ headers: { 'content-encoding': 'gzip' }, body: Buffer.from('no gzip') }).status).toBe(415);
    expect(send({ headers: { 'content-encoding': 'br' }, body: Buffer.from('x') }).status).toBe(415);
  });

  it("429 above the stage's burst, with the message and headers of the template", () => {
    const { send } = gateway({ burst: 0 });
    expect(send()).toMatchObject({ status: 429, body: '{"error":{"message":"Too Many Requests"}}' });
    expect(send().headers).toContainEqual(['retry-after', '1']);
  });

  it('429 while the memory budget is full of waiting data, except for requests that change nothing', () => {
    const memory = new MemoryBudget(100_000);
    const { send, invoked, observed } = gateway({ memory });
    memory.waiting('queue messages').hold(100_000);
    expect(send()).toMatchObject({ status: 429, body: '{"error":{"message":"Too Many Requests"}}' });
    expect(functionsOf(invoked)).toEqual([]);
    expect(send({ method: 'GET', path: '/v1/hunts/h', body: Buffer.alloc(0) }).status).toBe(202);
    memory.waiting('queue messages').release(50_000);
    expect(send().status).toBe(202);
    expect(observed).toEqual([429, 202, 202]);
  });

  it('429 while unanswered requests fill the memory budget, and 202 once they are answered', () => {
    const memory = new MemoryBudget(20_000);
    const { send, sendLater, scheduler } = gateway({ memory });
    const later = [sendLater({ body: Buffer.alloc(5_000) }), sendLater({ body: Buffer.alloc(5_000) })];
    expect(sendLater().map(({ status }) => status)).toEqual([429]);
    scheduler.advance(30_000);
    expect(later.flat().map(({ status }) => status)).toEqual([202, 202]);
    expect(memory.figures().waitingBytes['unanswered requests']).toBe(0);
    expect(send().status).toBe(202);
  });

  it("429 above the usage plan's burst", () => {
    expect(gateway({ keyBurst: 0 }).send().status).toBe(429);
  });

  it('504 if the function has not ended after 29 s', () => {
    expect(gateway({ outcome: 'never' }).send()).toMatchObject({ status: 504, body: '{"error":{"code":"internal"}}' });
  });

  it.each([
    ['no status code', { payload: '{"body":"x"}' }],
    ['a body that is not a text', { payload: '{"statusCode":200,"body":{}}' }],
    ['a text instead of an object', { payload: '"x"' }],
    ['an error', { payload: '{}', functionError: 'Unhandled' }],
  ] as const)('502 where the function answers with %s', (_, outcome) => {
    expect(gateway({ outcome }).send().status).toBe(502);
  });

  it('500 if Lambda throttles the function', () => {
    expect(gateway({ outcome: { throttled: true, reason: 'ConcurrentInvocationLimitExceeded' } }).send().status).toBe(
      500,
    );
  });
});

describe('the authorizer cache (apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html)', () => {
  it('calls the function once per token until the time to live ends', () => {
    const { scheduler, send, invoked } = gateway();
    send();
    send();
    send({ headers: { Authorization: 'Bearer other' } });
    expect(functionsOf(invoked).filter((name) => name === 'authorize')).toHaveLength(2);
    scheduler.advance(300_000);
    send();
    expect(functionsOf(invoked).filter((name) => name === 'authorize')).toHaveLength(3);
  });
});
