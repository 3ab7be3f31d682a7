import { beforeAll, describe, expect, it } from 'vitest';
import { CASTLE, event, smallHunt } from '../hunts.ts';
import { api, eventually, resource } from './deployment.ts';
import { messageOf } from './messages.ts';
import { uniqueName } from './names.ts';
import { putRecords, recordOf } from './records.ts';

describe('records in the streams', () => {
  const huntId = uniqueName('records');
  const me = async (player: string) => (await api.request(player, `hunts/${huntId}/players/me`)).body;
  beforeAll(() => api.createHunt(huntId, smallHunt()));

  it('feed the handlers: a claim settles by what the other streams bring', async () => {
    const player = uniqueName('fed');
    for (const sent of [
      event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
      event('clue.solved', { huntId, clueId: 'a', answer: 'alpha' }),
      event('hint.requested', { huntId, clueId: 'c' }),
      event('hunt.joined', { huntId, displayName: 'Fed' }),
      event('clue.solved', { huntId, clueId: 'b', answer: 'beta' }),
    ]) {
      await putRecords(sent.type, player, [recordOf(sent.type, player, [sent])]);
    }
    await eventually(async () => {
      expect(await me(player)).toMatchObject({
        joined: true,
        score: 10 + 20 + 100 - 5,
        hints: [{ clueId: 'c', hint: 'Greek' }],
        claims: [{ treasureId: 'gold', outcome: 'won' }],
      });
    });
  });

  it('that are poison end in quarantine with their payload, and hold up no other', async () => {
    const partitionKey = uniqueName('poison');
    const [first, last] = [uniqueName('first'), uniqueName('last')];
    const join = (player: string) =>
      recordOf('hunt.joined', player, [event('hunt.joined', { huntId, displayName: player })]);
    const unreadable = `not JSON: ${partitionKey}`;
    const invalid = { ...event('hunt.joined', { huntId, displayName: 'x' }), data: { huntId, poison: partitionKey } };
    await putRecords('hunt.joined', partitionKey, [
      join(first),
      unreadable,
      // @ts-expect-error it is invalid on purpose
      recordOf('hunt.joined', partitionKey, [invalid]),
      join(last),
    ]);
    await eventually(async () => {
      expect([(await me(first)).joined, (await me(last)).joined]).toEqual([true, true]);
    });

    const quarantine = resource('Quarantine');
    const raw = Buffer.from(unreadable).toString('base64');
    const whole = await messageOf(quarantine, (body) => body.includes(raw));
    expect(JSON.parse(whole.Body ?? '')).toMatchObject({
      reason: { code: 'unreadable_record' },
      type: 'hunt.joined',
      events: null,
      record: { partitionKey, data: raw },
    });
    const single = await messageOf(quarantine, (body) => body.includes(invalid.id));
    expect(JSON.parse(single.Body ?? '')).toMatchObject({
      reason: { code: 'schema_violation' },
      type: 'hunt.joined',
      events: [{ id: invalid.id, data: { huntId, poison: partitionKey } }],
      record: { partitionKey },
    });
  });
});
