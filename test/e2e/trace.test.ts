import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTraced, SHEDDABLE_SAMPLE } from '../../core/trace-sample.ts';
import { command, SEAMS } from '../../tools/trace/command.ts';
import { drained } from './drained.ts';
import { CASTLE, event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

/** What the issue promises. */
const MOST_MS = 2_000;

describe('npm run cairn -- trace, of a running chain', () => {
  const huntId = 'trace';
  let chain: LocalChain;
  const joined = event('hunt.joined', { huntId, displayName: 'Ada' });
  const pending = event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE });
  const lost = event('clue.viewed', { huntId: 'no-such-hunt', clueId: 'a' });
  const refused = { ...event('clue.viewed', { huntId, clueId: 'a' }), data: { huntId, clueId: 7 } };
  // No function logs what becomes of it.
  const ping = { ...event('location.pinged', { huntId, ...CASTLE, accuracyMeters: 5 }), id: 'ping-0000000000000001' };

  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(huntId, smallHunt());
    await chain.send('ada', [joined, pending, lost, refused, ping]);
    await drained(chain.runtime);
  });
  afterAll(() => chain?.runtime.close());

  async function trace(id: string, ...options: readonly string[]): Promise<string> {
    const printed: string[] = [];
    await command({ ...SEAMS, print: (text) => printed.push(text) }).parseAsync(
      [id, '--url', chain.runtime.url, ...options],
      { from: 'user' },
    );
    return printed.join('\n');
  }

  it('answers within two seconds with each hop, its time and the delay, the payload and the fate', async () => {
    const begin = performance.now();
    const text = await trace(joined.id);
    expect(performance.now() - begin).toBeLessThan(MOST_MS);
    expect(isTraced(ping.id, SHEDDABLE_SAMPLE)).toBe(false);
    const whats = ['received', 'published', 'delivered', 'handed to the handler', 'applied', 'finished by the handler'];
    for (const what of whats) expect(text).toMatch(new RegExp(`\\+?.* ${what}`));
    expect(text).toContain('It has had its effect.');
    expect(text).toContain('"displayName":"Ada"');
  });

  it.each([
    ['an effect that waits', pending.id, 'once the player has sent what it waits for: '],
    ['a quarantined event', lost.id, 'in quarantine with its payload (docs/runbooks/quarantine.md): unknown_hunt'],
    ['a rejected event', refused.id, 'Ingest rejected it: the client must change it: schema_violation'],
    ['a ping, whose lines are sampled, by what the services carried', ping.id, 'The handler has finished it'],
  ])('says what became of %s', async (_, id, fate) => {
    expect(await trace(id)).toContain(fate);
  });

  it('orders the hops by time, as JSON too', async () => {
    const { hops, event: sent } = JSON.parse(await trace(joined.id, '--json'));
    const times = hops.map(({ at }: { at: number }) => at);
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
    expect(sent).toMatchObject({ id: joined.id, playerId: 'ada' });
  });

  it('says of an id that it does not have how far back the journal goes', async () => {
    await expect(trace('never-sent-0000000001')).rejects.toThrow(/goes back to 20.*send it again/);
  });
});
