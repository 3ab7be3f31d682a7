import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { functionsOf, gateway } from './small-api.ts';

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
