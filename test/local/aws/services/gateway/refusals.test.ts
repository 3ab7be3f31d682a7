import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { InvocationOutcome } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { allow, functionsOf, gateway } from './small-api.ts';

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
