import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { command as calibrate } from '../../tools/calibrate/command.ts';
import type { LoadResult } from '../../tools/load/load-result.ts';
import { command as plan } from '../../tools/plan/command.ts';
import { mixOf } from '../../tools/shared/load/mix.ts';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-load-'));
let running: CairnProcess | undefined;

async function cairn(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  running = spawnCairn(args);
  const code = await running.exited;
  return { code, output: running.output() };
}

afterAll(async () => {
  running?.child.kill('SIGKILL');
  await running?.exited;
  rmSync(directory, { recursive: true, force: true });
});

describe('npm run cairn -- load --start', () => {
  it('starts a runtime, accounts for every event, writes a page and leaves nothing running', async () => {
    const html = path.join(directory, 'load.html');
    const { code, output } = await cairn(
      ...['load', '--start', '--profile', 'spike', '--rate', '200', '--for', '3s', '--phones', '20'],
      ...['--html', html, '--objective', 'unaccounted=0', '--objective', 'contradictions=0'],
    );
    expect(output).toContain('met    unaccounted=0: 0');
    expect(output).toMatch(/sent [\d,]+ = accepted [\d,]+ \+ rejected 0 \+ throttled 0 \+ shed 0 \+ unanswered 0/);
    expect(code).toBe(0);
    expect(readFileSync(html, 'utf8')).toContain('<h1>Load: spike</h1>');
    const [, url = ''] = /at (http:\/\/127\.0\.0\.1:\d+), 20 phones/.exec(output) ?? [];
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

describe('npm run cairn -- load, at a runtime that runs already', () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain();
  });
  afterAll(() => chain?.runtime.close());

  it('holds its answers against the event ledger of the runtime, and calibrate takes what was measured', async () => {
    const { code, output } = await cairn(
      ...['load', '--url', chain.runtime.url, '--rate', '500', '--for', '3s', '--phones', '50', '--json'],
      ...['--objective', 'unaccounted=0', '--objective', 'clue.solved.p99<60s', '--objective', 'max<0ms'],
    );
    // An objective that nothing can meet: the exit code says so, and it is another one than for a wrong option.
    expect(code).toBe(2);
    const result = JSON.parse(output.slice(output.indexOf('{\n'), output.lastIndexOf('}') + 1)) as LoadResult;
    const { load, ledger, endToEnd, verdicts } = result;
    expect(verdicts.map(({ met }) => met)).toEqual([true, true, false]);
    expect(load.events.sent).toBeGreaterThan(400);
    expect(load.events.accepted).toBe(load.events.sent);
    expect(ledger).toMatchObject({ unaccounted: 0, contradictions: [], pipeline: { processed: load.events.sent } });
    // A type with a small share of the traffic may have had no event in three seconds.
    const often = mixOf(catalog).filter(({ share }) => share * load.events.sent > 30);
    expect(Object.keys(endToEnd)).toEqual(expect.arrayContaining(often.map(({ type }) => type)));
    expect(catalog.map(({ type }) => type)).toEqual(expect.arrayContaining(Object.keys(endToEnd)));
    expect(often.length).toBeGreaterThan(0);
    for (const { p50Ms, p99Ms } of Object.values(endToEnd)) expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);

    const file = path.join(directory, 'cairn.calibration.json');
    const printed: string[] = [];
    const run = (tool: typeof calibrate, ...args: string[]) =>
      tool((text) => printed.push(text))
        .exitOverride()
        .parseAsync(args, { from: 'user' });
    await run(calibrate, '--url', chain.runtime.url, '--out', file);
    expect(printed.join('\n')).toMatch(/location\.pinged +record time +2 ms +[\d.]+ ms +× [\d.]+/);
    expect(printed.join('\n')).toMatch(/ingest +request time +40 ms +[\d.]+ ms/);
    const { types } = JSON.parse(readFileSync(file, 'utf8'));
    // The generator sends what the catalog says; what was measured says the same.
    expect(types['location.pinged'].meanEventsPerRequest).toBeGreaterThan(10);
    expect(types['location.pinged'].meanEventsPerRequest).toBeLessThan(25);
    expect(types['location.pinged'].recordBytes).toBeGreaterThan(2_000);

    printed.length = 0;
    await run(plan, '--stage', 'load', '--calibration', file);
    expect(printed.join('\n')).toContain(`Measured by local runtime at ${chain.runtime.url}, stage dev`);
    printed.length = 0;
    await run(plan, '--stage', 'load', '--calibration', 'none');
    expect(printed.join('\n')).toContain('Service times, sizes and skew are assumed');
  });

  it('signs tokens itself where no local runtime is asked, as on AWS, and then knows nothing beyond the answers', async () => {
    const { code, output } = await cairn(
      ...['load', '--url', chain.runtime.url, '--metrics', 'none', '--stage', 'dev', '--api-key', chain.runtime.apiKey],
      ...[
        '--rate',
        '100',
        '--for',
        '1s',
        '--phones',
        '5',
        '--objective',
        'accepted>=100%',
        '--objective',
        'refused=0%',
      ],
    );
    expect(output).toContain('where the accepted events are is not known');
    expect(code).toBe(0);
  });

  it('ends early at Ctrl-C, with the event ledger of what was sent until then', async () => {
    running = spawnCairn([
      ...['load', '--url', chain.runtime.url, '--rate', '100', '--for', '10m', '--phones', '5'],
      ...['--objective', 'unaccounted=0'],
    ]);
    await running.printed(/^\d+ s: offered/m);
    running.child.kill('SIGINT');
    expect(await running.exited).toBe(0);
    expect(running.output()).toContain('stopping: waiting for the requests in flight');
    expect(running.output()).toContain('met    unaccounted=0: 0');
  });

  it('sends nothing to an endpoint that nobody named as theirs', async () => {
    const { code, output } = await cairn('load', '--url', 'https://api.example.com/dev');
    expect(code).toBe(1);
    expect(output).toContain('add --i-own-this-endpoint https://api.example.com/dev');
  });
});
