import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { getJson } from './api.ts';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';

const ANY_PORTS = ['--port', '0', '--aws-port', '0'];
/** Nor does a file that somebody saves meanwhile matter. */
const FREE_PORTS = [...ANY_PORTS, '--no-watch'];

describe('npm start with three players', () => {
  let cairn: CairnProcess;
  let url: string;
  beforeAll(async () => {
    cairn = spawnCairn(['start', ...FREE_PORTS, '--players', '3', '--seed', '7', '--memory-budget', '1024']);
    [, url = ''] = await cairn.printed(/^ready (http:\/\/127\.0\.0\.1:\d+)$/m);
  });
  afterAll(async () => {
    cairn?.child.kill('SIGKILL');
    await cairn?.exited;
  });

  it('gives a token and a key that work, as JSON and for a shell', async () => {
    const { token, apiKey } = await getJson(`${url}/local/token?player=ada`);
    const me = await fetch(`${url}/v1/hunts/none/players/me`, {
      headers: { 'x-api-key': apiKey, authorization: `Bearer ${token}` },
    });
    expect(me.status).toBe(404);
    const shell = await (await fetch(`${url}/local/token?player=ada&format=shell`)).text();
    expect(shell).toMatch(/^export API_KEY='[^']+' TOKEN='[^']+'\n$/);
  });

  it('lets players play, and accounts for every event when it is stopped', async () => {
    const { child, printed, exited, output } = cairn;
    await printed(/3 phones set out on hunt "edinburgh"/);
    await vi.waitFor(
      async () => {
        const { events: stats } = await getJson(`${url}/local/stats`);
        expect(stats['location.pinged'].processed).toBeGreaterThan(3);
        expect(stats['hunt.joined']).toMatchObject({ accepted: 3, processed: 3 });
      },
      { timeout: 30_000, interval: 50 },
    );
    expect((await getJson(`${url}/local/stats`)).memory.budgetBytes).toBe(1_024 * 1_048_576);
    child.kill('SIGINT');
    expect(await exited).toBe(0);
    const total = /^total +([\d,]+) +\d+ .* (\d+)$/m.exec(output());
    expect(Number(total?.[1]?.replace(',', ''))).toBeGreaterThan(6);
    expect(total?.[2]).toBe('0');
  });
});

describe('npm start', () => {
  let cairn: CairnProcess | undefined;
  const start = (...args: string[]): CairnProcess => {
    cairn = spawnCairn(['start', ...args]);
    return cairn;
  };
  afterEach(async () => {
    cairn?.child.kill('SIGKILL');
    await cairn?.exited;
  });

  it('puts faults in, and says when each begins and ends', async () => {
    const faults = 'delivery-duplicated,probability=1 function-crash,target=clue.solved,after=1s,for=3s'.split(' ');
    const { printed } = start(...FREE_PORTS, '--players', '2', ...faults.flatMap((fault) => ['--fault', fault]));
    await printed(/^fault f1 delivery-duplicated begins: probability 1, until somebody removes it$/m);
    await printed(/^fault f2 function-crash of clue\.solved begins: probability 0\.2, for 3 s$/m);
    await printed(/^fault f2 function-crash of clue\.solved ended; it took effect \d+ times$/m);
    const [, url = ''] = await printed(/^ready (\S+)$/m);
    await vi.waitFor(
      async () => expect((await getJson(`${url}/local/stats`)).events['hunt.joined']).toMatchObject({ duplicates: 2 }),
      { timeout: 30_000, interval: 50 },
    );
    await fetch(`${url}/local/faults`, { method: 'DELETE' });
    await printed(/^fault f1 delivery-duplicated ended; it took effect \d+ times$/m);
  });

  it.each([
    [['--port', 'http'], '--port: got "http"; allowed: a whole number from 0 to 65535'],
    [['--players', '-1'], '--players'],
    [['--memory-budget', '1'], '--memory-budget: got "1"; allowed: a whole number from 16 to'],
    [['--poll', 'often'], '--poll: got "often"; allowed: immediate, aws'],
    [['--stage', 'prod'], '--stage: got "prod"'],
    [['--stage', 'test'], 'stage: got "test"; allowed: dev, prod, load'],
    [['--hunt', 'no-such-file.json'], '--hunt: got "no-such-file.json"'],
    [['--fault', 'function-crsh'], 'Did you mean "function-crash"?'],
    // Seen only once the template runs: what watches the sources then must not keep the process alive.
    [['--fault', 'target-denied,target=clue.slved', ...ANY_PORTS], 'Did you mean "clue.solved"?'],
    [['--unknown'], "unknown option '--unknown'"],
  ])('refuses %j in one message, with exit code 1', async (args, message) => {
    const { exited, output } = start(...args);
    expect(await exited).toBe(1);
    expect(output()).toContain(message);
    expect(output()).not.toMatch(/^ +at /m);
  });

  it('names the field of a broken hunt file', async () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'cairn-')), 'hunt.json');
    writeFileSync(file, '{"huntId":"x","clues":[]}');
    const { exited, output } = start('--hunt', file);
    expect(await exited).toBe(1);
    expect(output()).toContain('clues: got []');
  });

  it('says which port is taken and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { exited, output } = start('--port', String(port), '--aws-port', '0', '--players', '0');
    expect(await exited).toBe(1);
    expect(output()).toContain(`--port: got ${port}`);
    expect(output()).not.toMatch(/^ +at /m);
    server.close();
  });
});
