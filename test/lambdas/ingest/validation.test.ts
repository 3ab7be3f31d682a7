import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFunctions } from '../../../build/bundle/bundle-functions.ts';
import type { ApiHandler } from '../../../lambdas/shared/http/api-handler.ts';
import { EVENT_CASES, PING, VALID } from '../../helpers/ingest-cases.ts';
import { proxyRequest } from '../../helpers/proxy-request.ts';

const HANDLER = path.resolve(import.meta.dirname, '../../../lambdas/ingest/handler.ts');

/** Details of the entries that arrived at the bus. */
const published: string[] = [];
let bus: Server;
let directory: string;
const handlers: Record<string, ApiHandler> = {};

beforeAll(async () => {
  bus = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { Entries } = JSON.parse(body);
    for (const { Detail } of Entries) published.push(Detail);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) }));
  });
  await new Promise<void>((resolve) => bus.listen(0, '127.0.0.1', resolve));
  const settings = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(bus.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    EVENT_BUS_NAME: 'bus',
    STAGE: 'test',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  directory = await mkdtemp(path.join(tmpdir(), 'cairn-bundle-'));
  const bundles = await bundleFunctions(directory, new Map([['ingest', HANDLER]]));
  const bundle = pathToFileURL(path.join(bundles.get('ingest')?.directory ?? '', 'index.mjs')).href;
  handlers.source = (await import(HANDLER)).handler;
  handlers.bundle = (await import(bundle)).handler;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  bus.closeAllConnections();
  bus.close();
  await rm(directory, { recursive: true, force: true });
});

async function ask(from: string, events: readonly unknown[]) {
  published.length = 0;
  const handler = handlers[from];
  if (handler === undefined) throw new Error(from);
  const { statusCode, body } = await handler(proxyRequest({ body: JSON.stringify({ events }) }));
  const details = published.map((detail) => detail.replace(/"receivedAt":"[^"]*"/g, ''));
  return { statusCode, results: JSON.parse(body).results, details };
}

describe('source and bundle of ingest', () => {
  it.each(EVENT_CASES)('agree on %s', async (_name, event, code) => {
    const source = await ask('source', [event]);
    expect(source.results[0].code ?? source.results[0].outcome).toBe(code);
    expect(source.statusCode).toBe(code === 'accepted' ? 202 : 400);
    expect(source.details).toHaveLength(code === 'accepted' ? 1 : 0);
    expect(await ask('bundle', [event])).toEqual(source);
  });

  it('agree on a request with all of them, in the order sent', async () => {
    // Valid ids are made distinct, so that no event counts as a repetition of another.
    const events = EVENT_CASES.map(([, event], index) =>
      isFine(event) ? { ...event, id: `event-${String(index).padStart(10, '0')}` } : event,
    );
    const source = await ask('source', events);
    expect(source.results.map((result: { index: number }) => result.index)).toEqual(events.map((_, index) => index));
    expect(source.results.map((result: { code?: string; outcome: string }) => result.code ?? result.outcome)).toEqual(
      EVENT_CASES.map(([, , code]) => code),
    );
    expect(source.statusCode).toBe(202);
    expect(await ask('bundle', events)).toEqual(source);
  });
});

function isFine(event: unknown): event is { readonly id: string } {
  if (typeof event !== 'object' || event === null || Array.isArray(event) || !('id' in event)) return false;
  return event.id === VALID.id || event.id === PING.id;
}
