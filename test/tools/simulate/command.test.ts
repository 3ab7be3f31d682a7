import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from '../../../tools/simulate/command.ts';

async function simulated(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const progress = { say: () => {}, end: () => {} };
  await command((text) => lines.push(text), progress)
    .exitOverride()
    .parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

describe('npm run cairn -- simulate', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-simulate-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('shows the event ledger, latency, types, throttles, the course and the cost', async () => {
    const text = await simulated('clue-release', '--duration', '150');
    expect(text).toMatch(/^clue-release: A clue is released while all play\./);
    expect(text).toMatch(/^sent ([\d,]+) = accepted \1 \+ throttled 0 \+ shed 0 \+ unanswered 0$/m);
    expect(text).toMatch(/^accepted ([\d,]+) = processed \1 \+ dead-lettered 0 \+ in flight 0$/m);
    expect(text).toMatch(/From the request to the stored effect: p50 \d+ ms, p90 [\d,]+ ms, p99 [\d,]+ ms/);
    expect(text).toMatch(/clue\.viewed +[\d,]+ +\d+ ms +[\d,]+ ms +p99 5,000 ms MISSED/);
    expect(text).toMatch(/[\d,]+ × writes refused by a shard/);
    expect(text).toMatch(/Cost: \$[\d.]+ for the run, \$[\d.]+ an hour: (?:.*, )?API Gateway [\d.]+/);
  });

  it('says at which share of the rates it plays, also where scenarios are compared', async () => {
    const text = await simulated('start-line', '--duration', '5', '--fraction', '0.01', '--governor', 'off,act');
    expect(text.match(/At 0\.01 of the rates, with limits as many times smaller\./g)).toHaveLength(2);
    expect(await simulated('start-line', '--duration', '1')).not.toContain('of the rates');
  });

  it('lists its scenarios', async () => {
    expect(await simulated('--list')).toMatch(/^clue-release: .*\n(.*\n)+tunnel: Three thousand phones/);
  });

  it('accepts times with a unit, and keys by Zipf’s law, of which one then fills its shard', async () => {
    // Its first minute has a twentieth of the peak.
    const args = ['start-line', '--seed', '3', '--peak', 'x20', '--json'];
    const even = await simulated(...args, '--duration', '10');
    expect(await simulated(...args, '--duration', '10s')).toBe(even);
    const unequal = await simulated(...args, '--duration', '10s', '--zipf', '3');
    expect(JSON.parse(even).throttles.streamWrites).toBe(0);
    expect(JSON.parse(unequal).throttles.streamWrites).toBeGreaterThan(100);
  });

  it('gives the same JSON for a seed, and answers what-if questions', async () => {
    const args = ['start-line', '--duration', '10', '--seed', '3', '--peak', 'x2', '--json'];
    const output = await simulated(...args);
    expect(await simulated(...args)).toBe(output);
    const changed = await simulated(...args, '--set', 'throttle.requestsPerSecond=10', '--set', 'throttle.burst=10');
    expect(JSON.parse(output).throttles.stage).toBe(0);
    expect(JSON.parse(changed).throttles.stage).toBeGreaterThan(0);
  });

  it('runs a user’s own file, in another stage, without the poll', async () => {
    const file = path.join(directory, 'mine.yaml');
    writeFileSync(file, 'says: Mine.\nseconds: 5\n');
    const text = await simulated(file, '--stage', 'dev', '--poll', 'immediate');
    expect(text).toContain('mine: Mine.');
  });

  it('compares scenarios, each with settings of its own', async () => {
    const text = await simulated('--duration', '10', '--compare', 'start-line', 'start-line,clue.viewed.batchSize=1');
    expect(text).toMatch(/^ +start-line +start-line,clue\.viewed\.batchSize=1$/m);
    expect(text).toMatch(/^ +events\/s offered +([\d,]+) +\1$/m);
  });

  it('sweeps a setting', async () => {
    const sweep = ['--sweep', 'location.pinged.batchSize=1..100', '--points', '3', '--duration', '10'];
    expect(await simulated('start-line', ...sweep)).toMatch(/^ +10 +\d+ ms/m);
  });

  it('writes a page', async () => {
    const file = path.join(directory, 'run.html');
    expect(await simulated('start-line', '--duration', '10', '--html', file)).toBe(`wrote ${file}`);
    expect(readFileSync(file, 'utf8')).toContain('<title>Simulation: start-line</title>');
  });

  it.each([
    [['--duration', '0'], '--duration: got "0"; allowed: a time from 1s to 1d'],
    [['--zipf', '-1'], '--zipf: got "-1"; allowed: a number from 0 to 10'],
    [['--seed', 'x'], '--seed: got "x"'],
    [['--poll', 'often'], '--poll: got "often"; allowed: aws, immediate'],
    [['--peak', '-1'], '--peak: got'],
    [['--sweep', 'throttle.burst=1..9', '--points', '2'], '--points: got "2"; allowed: a whole number from 3 to 50'],
    [['strat-line'], 'Did you mean start-line?'],
    [['--frames', 'frames.json'], '--frames: got "frames.json"; allowed: together with --compare'],
    [['--compare', 'start-line', '--frames', '/no/such/place.json'], '--frames: got'],
    [['start-line', '--duration', '1', '--html', '/no/such/place.html'], '--html: got'],
  ])('refuses %j', async (args, says) => {
    await expect(simulated(...args)).rejects.toThrow(says);
  });
});
