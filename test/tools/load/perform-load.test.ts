import { afterEach, describe, expect, it } from 'vitest';
import { RealScheduler } from '../../../core/scheduler/real-scheduler.ts';
import type { LoadResult } from '../../../tools/load/load-result.ts';
import { parseObjective } from '../../../tools/load/objective.ts';
import { performLoad } from '../../../tools/load/perform-load.ts';
import { loadText } from '../../../tools/load/text.ts';
import { huntNamed, loadHunt } from '../../../tools/shared/load/create-hunt.ts';
import { HttpTransport } from '../../../tools/shared/load/http-transport.ts';
import { mixOf } from '../../../tools/shared/load/mix.ts';
import { PreciseScheduler } from '../../../tools/shared/load/precise-scheduler.ts';
import { profileNamed } from '../../../tools/shared/load/profile.ts';
import { DEFAULT_CONNECTIONS, type LoadOptions, startLoad } from '../../../tools/shared/load/run-here.ts';
import { runLoad } from '../../../tools/shared/load/run-load.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { FakeEndpoint, type Misbehaviour } from './fake-endpoint.ts';

const OBJECTIVES = ['unaccounted=0', 'contradictions=0', 'unanswered=0%', 'p99<1s'];

/** The generator in this process: nothing here measures how fast it is. */
const runHere: typeof runLoad = (options) =>
  startLoad(options, {
    scheduler: new PreciseScheduler(),
    transport: new HttpTransport(options.url, options.maxConnections ?? DEFAULT_CONNECTIONS),
  }).report;

describe('a run against an endpoint', () => {
  let endpoint: FakeEndpoint | undefined;
  afterEach(() => endpoint?.close());

  async function load(
    misbehaviour: Misbehaviour,
    options: Partial<LoadOptions> = {},
    run = runHere,
  ): Promise<LoadResult> {
    endpoint = new FakeEndpoint(misbehaviour);
    const url = await endpoint.listen();
    return performLoad({
      load: {
        url,
        phones: ['a', 'b', 'c'].map((name, index) => ({ token: `token-of-${name}`, apiKey: `key-${index % 2}` })),
        hunt: loadHunt(huntNamed('load-test')),
        templates: catalog.map(({ type, example, traffic }) => ({ type, example, meanBytes: traffic.meanBytes })),
        mix: mixOf(catalog),
        segments: profileNamed('constant', 2_000, 1),
        batch: { kind: 'mixed', low: 20, high: 20 },
        arrivals: 'even',
        ...options,
      },
      profile: 'constant',
      types: catalog,
      pipeline: endpoint.pipeline,
      drain: { pollMs: 5, stillMs: 20, unansweredStillMs: 20, limitMs: 1_000 },
      objectives: OBJECTIVES.map((text) => parseObjective(text, [])),
      scheduler: new RealScheduler(),
      run,
    });
  }
  const missed = ({ verdicts }: LoadResult): string[] =>
    verdicts.filter(({ met }) => !met).map(({ objective }) => objective);

  it('that does what it reports meets every objective', async () => {
    const result = await load({}, { gzipShare: 0.5, reconnectShare: 0.2 }, runLoad);
    expect(missed(result)).toEqual([]);
    expect(result.load.events).toMatchObject({ sent: 2_000, accepted: 2_000, unanswered: 0 });
    expect(result.ledger).toMatchObject({ unaccounted: 0, contradictions: [], pipeline: { processed: 2_000 } });
    expect(result.load.requests.byStatus).toEqual({ 202: 100 });
    // The endpoint also sees phones, keys, compression and connections.
    expect(endpoint?.tokens.size).toBe(3);
    expect(endpoint?.apiKeys).toEqual(new Set(['key-0', 'key-1']));
    expect(endpoint?.gzipped).toBe(result.load.requests.gzipped);
    expect(endpoint?.gzipped).toBeGreaterThan(20);
    expect(endpoint?.connections).toBeGreaterThan(result.load.requests.reconnected);
    expect(result.load.generator.cpuSeconds).toBeGreaterThan(0);
  });

  it('that fails in mid-run still gives the event ledger of what was answered, with the cause', async () => {
    const gone = new TypeError('fetch failed', {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
    const result = await load({ endsBeforeCounts: gone });
    expect(result.load.events).toMatchObject({ sent: 2_000, accepted: 2_000 });
    expect(result.pipelineFailure).toBe('fetch failed: refused');
    expect(result.ledger).toMatchObject({ pipeline: null, unaccounted: null });
    expect(missed(result)).toContain('unaccounted=0');
    expect(loadText(result)).toContain('the target stopped answering: fetch failed: refused');
  });

  it('that loses one event of a thousand is caught by the event ledger', async () => {
    const result = await load({ losesOneIn: 1_000 });
    expect(result.load.events.accepted).toBe(2_000);
    expect(result.ledger.unaccounted).toBe(2);
    expect(missed(result)).toEqual(['unaccounted=0']);
  });

  it('that answers late is caught by the latency objective, though nothing waits for it', async () => {
    const result = await load({ lateMs: 1_200 });
    expect(result.load.events).toMatchObject({ sent: 2_000, accepted: 2_000 });
    expect(result.load.generator.mostInFlight).toBeGreaterThan(90);
    expect(missed(result)).toEqual(['p99<1s']);
  });

  it('that answers for events it was never sent is caught', async () => {
    const result = await load({ addsResults: true });
    expect(result.load.events.accepted).toBe(2_000);
    expect(missed(result)).toEqual(['contradictions=0']);
    expect(result.ledger.contradictions).toEqual(['100 answers: 21 results for 20 events']);
  });

  it('that counts fewer than it answered is caught', async () => {
    const result = await load({ countsFewer: 1 });
    expect(result.ledger.unaccounted).toBe(catalog.length);
    expect(result.ledger.contradictions[0]).toContain('but the pipeline counted');
    expect(missed(result)).toEqual(['unaccounted=0', 'contradictions=0']);
  });

  it('that does not answer now and then leaves those events unanswered', async () => {
    // Long enough that a slow answer of a loaded machine does not count as missing.
    const result = await load({ silentOneIn: 10 }, { bounds: { timeoutMs: 2_500 } });
    expect(result.load.requests.timedOut).toBe(10);
    expect(result.load.events).toMatchObject({ accepted: 1_800, unanswered: 200 });
    // A tenth of the requests waits longer than the objective allows.
    expect(missed(result)).toEqual(['unanswered=0%', 'p99<1s']);
  });

  it('that does not exist leaves all events unanswered', async () => {
    const result = await load({}, { url: 'http://127.0.0.1:1' });
    expect(result.load.events).toMatchObject({ sent: 2_000, unanswered: 2_000 });
    expect(result.load.codes).toEqual({ ECONNREFUSED: 2_000 });
  });

  it('uses no more than its connections', async () => {
    await load({ lateMs: 50 }, { maxConnections: 3 });
    expect(endpoint?.connections).toBe(3);
  });
});
