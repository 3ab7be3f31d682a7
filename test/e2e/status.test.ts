import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, SEAMS } from '../../tools/status/command.ts';
import { drained } from './drained.ts';
import { event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

/** What the issue promises whoever was just woken. */
const MOST_MS = 2_000;

describe('npm run cairn -- status, of a running chain', () => {
  const huntId = 'status';
  let chain: LocalChain;

  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(huntId, smallHunt());
    const [, refused] = await chain.send('ada', [
      event('hunt.joined', { huntId, displayName: 'Ada' }),
      { ...event('clue.viewed', { huntId, clueId: 'a' }), data: { huntId, clueId: 7 } },
      event('clue.viewed', { huntId: 'no-such-hunt', clueId: 'a' }),
    ]);
    expect(refused).toMatchObject({ outcome: 'rejected' });
    await drained(chain.runtime);
    // The claims' mapping stands still.
    for (const mapping of chain.runtime.cloud.mappings) {
      if (mapping.settings.streamArn.includes('TreasureClaimed')) mapping.disable();
    }
    await chain.send('ada', [event('treasure.claimed', { huntId, treasureId: 'gold', latitude: 1, longitude: 1 })]);
  });
  afterAll(() => chain?.runtime.close());

  async function status(...options: readonly string[]): Promise<string> {
    const printed: string[] = [];
    await command({ ...SEAMS, print: (text) => printed.push(text) }).parseAsync(
      ['--url', chain.runtime.url, ...options],
      { from: 'user' },
    );
    return printed.join('\n');
  }

  it('answers within two seconds with what waits, what was refused and why, and dead letters by cause', async () => {
    const begin = performance.now();
    const text = await status();
    expect(performance.now() - begin).toBeLessThan(MOST_MS);
    expect(text).toContain('no alarm is raised');
    expect(text).toMatch(/treasure\.claimed .* 1 +\S+ s +NOT READ: the source mapping does not poll/);
    expect(text).toMatch(/clue\.viewed +rejected +1 +schema_violation/);
    expect(text).toMatch(/quarantine +clue\.viewed +1 +unknown_hunt/);
    expect(text).toMatch(/last deployment: \d+ s ago, npm start/);
  });

  it('gives the same as JSON', async () => {
    const { stage, types } = JSON.parse(await status('--json'));
    expect(stage).toBe('dev');
    expect(types.find(({ type }: { type: string }) => type === 'treasure.claimed')).toMatchObject({
      backlog: 1,
      isCounted: true,
      reads: false,
      drainSeconds: null,
    });
  });
});
