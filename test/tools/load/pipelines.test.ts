import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stages } from '../../../catalog/stages.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { awaitDrained } from '../../../tools/load/await-drained.ts';
import { AwsPipeline } from '../../../tools/load/aws-pipeline.ts';
import { LocalPipeline } from '../../../tools/load/local-pipeline.ts';
import { NO_COUNTS, type Pipeline, type PipelineCounts } from '../../../tools/load/pipeline.ts';
import type { MetricQuery, MetricReader } from '../../../tools/shared/cloudwatch/metric-reader.ts';
import { localCredentials, signedCredentials, tokensOf } from '../../../tools/shared/load/credentials.ts';

const LIMITS = { pollMs: 100, stillMs: 1_000, unansweredStillMs: 500, limitMs: 5_000 };
const report = (unanswered: number) => ({
  byType: {},
  events: { offered: 0, unsent: 0, sent: 0, accepted: 0, rejected: 0, throttled: 0, shed: 0, unanswered },
});

/** Counts as a function of the virtual time. */
function pipelineOf(scheduler: VirtualScheduler, of: (now: number) => Partial<PipelineCounts>): Pipeline {
  return {
    source: 'a test',
    begin: async () => {},
    counts: async () => ({ a: { ...NO_COUNTS, ...of(scheduler.now()) } }),
    endToEnd: async () => ({}),
  };
}

async function drained(of: (now: number) => Partial<PipelineCounts>, unanswered = 0) {
  const scheduler = new VirtualScheduler();
  const wait = awaitDrained(pipelineOf(scheduler, of), report(unanswered), scheduler, LIMITS);
  await scheduler.advanceAsync(10_000);
  return wait;
}

describe('awaitDrained', () => {
  it('ends as soon as every accepted event has ended somewhere', async () => {
    const result = await drained((now) => ({ accepted: 10, processed: Math.min(8, now / 100), deadLettered: 2 }));
    expect(result).toMatchObject({ complete: true, lastChangeMs: 800 });
  });

  it('waits longer if requests were given up, which the pipeline may still accept', async () => {
    const late = (now: number): Partial<PipelineCounts> => {
      const events = now < 400 ? 5 : 7;
      return { accepted: events, processed: events };
    };
    expect((await drained(late)).counts.a?.processed).toBe(5);
    const result = await drained(late, 10);
    expect(result).toMatchObject({ complete: true, lastChangeMs: 400 });
    expect(result.counts.a?.processed).toBe(7);
  });

  it('ends if the counts stand still with something missing', async () => {
    const result = await drained((now) => ({ accepted: 10, processed: Math.min(9, Math.floor(now / 100)) }));
    expect(result).toMatchObject({ complete: false, lastChangeMs: 900 });
    expect(result.counts.a?.processed).toBe(9);
  });

  it('ends at the limit if the counts never stand still', async () => {
    const result = await drained((now) => ({ accepted: 10 + now, processed: now }));
    expect(result.complete).toBe(false);
    expect(result.lastChangeMs).toBe(5_000);
  });
});

describe('LocalPipeline', () => {
  it('counts from its beginning', async () => {
    let accepted = 100;
    const pages: typeof fetch = async () =>
      new Response(JSON.stringify({ events: { a: { ...NO_COUNTS, accepted, processed: accepted - 1 } } }));
    const metrics: MetricReader = { over: async () => [], byMinute: async () => [], dimensions: async () => [] };
    const pipeline = new LocalPipeline('http://127.0.0.1:3000', 'dev', metrics, pages);
    await pipeline.begin();
    accepted = 150;
    expect((await pipeline.counts()).a).toMatchObject({ accepted: 50, processed: 50 });
  });
});

describe('AwsPipeline', () => {
  it('reads the stage’s own metrics since the run began', async () => {
    const asked: (readonly [readonly MetricQuery[], number, number])[] = [];
    const metrics: MetricReader = {
      over: async (queries, fromMs, toMs) => {
        asked.push([queries, fromMs, toMs]);
        return queries.map(({ name, statistic }) => {
          if (name === 'EndToEndLatency') return statistic === 'p50' ? 40 : 900;
          return name === 'Accepted' || name === 'Processed' ? 500 : undefined;
        });
      },
      byMinute: async () => [],
      dimensions: async () => [],
    };
    const scheduler = new VirtualScheduler(1_000_000);
    const pipeline = new AwsPipeline(metrics, 'dev', ['clue.solved'], scheduler);
    await pipeline.begin();
    scheduler.advance(60_000);
    expect(await pipeline.counts()).toEqual({ 'clue.solved': { ...NO_COUNTS, accepted: 500, processed: 500 } });
    const [queries = [], from, to] = asked[0] ?? [];
    expect([from, to]).toEqual([1_000_000, 1_060_000]);
    expect(queries[0]).toEqual({
      namespace: 'Cairn',
      name: 'Accepted',
      dimensions: { stage: 'dev', type: 'clue.solved' },
      statistic: 'Sum',
    });
    expect(await pipeline.endToEnd(0, 1, { 'clue.solved': 99.5 })).toEqual({
      'clue.solved': { p50Ms: 40, percentile: 99.5, percentileMs: 900, p99Ms: 900 },
    });
  });
});

describe('credentials', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-tokens-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const fileOf = (text: string): string => {
    const file = path.join(directory, 'tokens');
    writeFileSync(file, text);
    return file;
  };

  it('of the local runtime: a token a player, and the keys shared out', async () => {
    const pages: typeof fetch = async (url) => {
      const { searchParams } = new URL(String(url));
      return new Response(
        JSON.stringify({ token: `${searchParams.get('role')}-${searchParams.get('player')}`, apiKey: 'own' }),
      );
    };
    const players = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const own = await localCredentials('http://127.0.0.1:3000', players, [], pages);
    expect(own.phones.map(({ token }) => token)).toEqual(players.map((player) => `player-${player}`));
    expect(new Set(own.phones.map(({ apiKey }) => apiKey))).toEqual(new Set(['own']));
    expect(own.organiser).toEqual({ token: 'organiser-load-organiser', apiKey: 'own' });
    const shared = await localCredentials('http://127.0.0.1:3000', players, ['one', 'two'], pages);
    expect(shared.phones.filter(({ apiKey }) => apiKey === 'one')).toHaveLength(20);
  });

  it('of a file: a phone a line', () => {
    const { phones, organiser } = tokensOf(fileOf('a.b.c\nd.e.f\n'), ['key']);
    expect(phones).toEqual([
      { token: 'a.b.c', apiKey: 'key' },
      { token: 'd.e.f', apiKey: 'key' },
    ]);
    expect(organiser).toBeUndefined();
  });

  it('report what is missing', async () => {
    expect(() => tokensOf(fileOf('a.b.c'), [])).toThrow('--api-key: got nothing; allowed: one or more API keys');
    expect(() => tokensOf(fileOf('hello'), ['key'])).toThrow(
      '--tokens: got "hello"; allowed: one JSON Web Token a line',
    );
    expect(() => tokensOf(path.join(directory, 'none'), ['key'])).toThrow('--tokens');
    const prod = signedCredentials(stages.prod, ['a'], ['key'], new VirtualScheduler());
    await expect(prod).rejects.toThrow('Stage prod accepts tokens of https://issuer.example.com/ only');
  });
});
