import { describe, expect, it } from 'vitest';
import { near, stamped } from '../../helpers/game.ts';
import { GAME } from '../../helpers/type-functions.ts';
import { letterServices } from './letter-services.ts';
import { runCommand } from './run-command.ts';

const CLAIM = 'treasure.claimed';
/** The file that `show --save` writes, before what it prints. */
const savedIn = (text: string) => JSON.parse(text.slice(0, text.lastIndexOf(']') + 1));
type Services = ReturnType<typeof letterServices>;
const claimOf = (playerId: string, secondsIn: number) => stamped(CLAIM, near('gold'), { playerId, secondsIn });

describe('the quarantine', () => {
  const quarantined = (event: object, code = 'unknown_hunt') =>
    JSON.stringify({
      reason: { code, message: 'there is no hunt' },
      type: CLAIM,
      events: [event],
      record: { eventId: 'bridge-1', partitionKey: 'ada', sequenceNumber: '7' },
    });

  function withQuarantined(): { readonly made: Services; readonly event: ReturnType<typeof claimOf> } {
    const made = letterServices(GAME.filter(({ type }) => type === CLAIM));
    const event = claimOf('ada', 9);
    made.quarantine.send(quarantined({ ...event, data: { ...event.data, latitude: 'north' } }, 'schema_violation'));
    return { made, event };
  }

  it('sends only what a file mends, as a record that the handler reads, with the event’s id', async () => {
    const { made, event } = withQuarantined();
    expect(await runCommand(made, ['redrive'])).toMatchObject({
      code: 1,
      text: expect.stringContaining('send it with --fixed FILE'),
    });
    const shown = savedIn(
      (await runCommand(made, ['show', '--place', 'quarantine', '--reveal', '--save', 'f.json'])).text,
    );
    expect(shown).toMatchObject([
      { cause: 'schema_violation', events: [{ id: event.id, data: { latitude: 'north' } }] },
    ]);
    shown[0].events[0].data.latitude = event.data.latitude;
    const { text, code } = await runCommand(made, ['redrive', '--fixed', 'fixed.json'], JSON.stringify(shown));
    expect(text).toContain('read 1 = redriven 1 + discarded 0 + left 0 + failed 0');
    expect(code).toBe(0);
    expect(JSON.parse(made.arrived[0]?.data ?? '')).toMatchObject({
      id: 'bridge-1',
      source: 'cairn.ingest',
      'detail-type': CLAIM,
      detail: { partitionKey: 'ada', events: [event] },
    });
    expect(made.remaining()).toBe(0);
  });

  it.each<readonly [string, (letters: { id: string; events: Record<string, unknown>[] }[]) => unknown, RegExp]>([
    [
      'another id',
      ([letter]) => [{ ...letter, events: [{ ...letter?.events[0], id: 'another-id-00000001' }] }],
      /event 0 has another id/,
    ],
    [
      'another player',
      ([letter]) => [{ ...letter, events: [{ ...letter?.events[0], playerId: 'eve' }] }],
      /another playerId/,
    ],
    [
      'another time of receipt',
      ([letter]) => [{ ...letter, events: [{ ...letter?.events[0], receivedAt: '2026-06-01T00:00:00.000Z' }] }],
      /another receivedAt/,
    ],
    ['fewer events', ([letter]) => [{ ...letter, events: [] }], /0 events instead of 1/],
    ['an event that is still wrong', (letters) => letters, /data\.latitude .*would be quarantined again/],
    ['a dead letter that is not there', ([letter]) => [{ ...letter, id: 'gone' }], /that are in quarantine now/],
    ['no list', () => ({}), /a JSON array of quarantined dead letters/],
  ])('refuses a file with %s, sends nothing and shows the messages again', async (_, change, error) => {
    const { made } = withQuarantined();
    const shown = savedIn(
      (await runCommand(made, ['show', '--place', 'quarantine', '--reveal', '--save', 'f.json'])).text,
    );
    await expect(runCommand(made, ['redrive', '--fixed', 'f.json'], JSON.stringify(change(shown)))).rejects.toThrow(
      error,
    );
    expect(made.arrived).toEqual([]);
    expect(made.quarantine.counts()).toMatchObject({ visible: 1 });
  });

  it('refuses a file that was written without --reveal', async () => {
    const { made } = withQuarantined();
    const masked = await runCommand(made, ['show', '--place', 'quarantine', '--json']);
    await expect(runCommand(made, ['redrive', '--fixed', 'f.json'], masked.text)).rejects.toThrow(
      /Write the file with --reveal/,
    );
  });

  it('is listed and shown without positions and names, and without hiding anything from others', async () => {
    const { made } = withQuarantined();
    const listed = await runCommand(made, ['list']);
    expect(listed.text).toMatch(/quarantine +treasure\.claimed +schema_violation +under 10 min +1 +1 /);
    const { text } = await runCommand(made, ['show']);
    expect(text).toContain('"latitude":"•••"');
    expect(text).not.toContain('north');
    expect(text).not.toMatch(/"ada"/);
    expect((await runCommand(made, ['show', '--reveal'])).text).toContain('north');
    expect(made.quarantine.counts()).toMatchObject({ visible: 1 });
  });

  it('is discarded only with --yes', async () => {
    const { made } = withQuarantined();
    expect(await runCommand(made, ['discard', '--cause', 'schema_violation'])).toMatchObject({
      code: 0,
      text: expect.stringContaining('nothing was deleted'),
    });
    expect(made.remaining()).toBe(1);
    const { text } = await runCommand(made, ['discard', '--cause', 'schema_violation', '--yes']);
    expect(text).toBe('read 1 = redriven 0 + discarded 1 + left 0 + failed 0');
    expect(made.remaining()).toBe(0);
  });
});
