import { describe, expect, it } from 'vitest';
import { sumOf } from '../../../tools/dead-letters/redrive/account.ts';
import { redriveStage } from '../../../tools/dead-letters/redrive-stage.ts';
import { near, stamped } from '../../helpers/game.ts';
import { GAME } from '../../helpers/type-functions.ts';
import { envelopeText, letterServices } from './letter-services.ts';

const CLAIM = 'treasure.claimed';
const claimOf = (playerId: string, secondsIn: number) => stamped(CLAIM, near('gold'), { playerId, secondsIn });

type Services = ReturnType<typeof letterServices>;

function services(): Services {
  return letterServices(GAME.filter(({ type }) => type === CLAIM));
}

/** Rule letters of as many players. */
function withRuleLetters(letters: number, code?: string): Services {
  const made = services();
  for (let index = 0; index < letters; index += 1) {
    made.addRuleLetter(CLAIM, `player-${index}`, [claimOf(`player-${index}`, index)], code);
  }
  return made;
}

const redriveAll = ({ context }: Services, change: Partial<Parameters<typeof redriveStage>[0]> = {}) =>
  redriveStage({ selection: {}, isDryRun: false, ...change }, context);

describe('redriving dead letters', () => {
  it('puts the body of a rule’s letter into the stream of its type, byte for byte, with its partition key', async () => {
    const made = withRuleLetters(3);
    const account = await redriveAll(made);
    expect(account).toEqual({ read: 3, redriven: 3, discarded: 0, left: {}, failed: {} });
    expect(
      made.arrived.map(({ streamName, partitionKey, data }) => [streamName, partitionKey, data.slice(0, 30)]),
    ).toEqual(
      [0, 1, 2].map((index) => [
        made.placeOf(CLAIM).streamName,
        `player-${index}`,
        envelopeText(CLAIM, `player-${index}`, []).slice(0, 30),
      ]),
    );
    expect(made.published).toEqual([]);
    expect(made.remaining()).toBe(0);
  });

  it('sends an unrouted event to the bus only once a rule takes its type', async () => {
    const made = services();
    const text = envelopeText('photo.shared', 'ada', [claimOf('ada', 1)]);
    made.unrouted.send(text);
    expect(await redriveAll(made)).toMatchObject({
      read: 1,
      redriven: 0,
      left: { 'no rule of the bus takes type photo.shared': 1 },
    });
    expect(made.unrouted.counts()).toMatchObject({ visible: 1 });
    made.addRule('photo.shared');
    expect(await redriveAll(made)).toMatchObject({ read: 1, redriven: 1 });
    expect(JSON.parse(made.published[0] ?? '').detail).toEqual(JSON.parse(text).detail);
    expect(made.arrived).toEqual([]);
  });

  it('sends a record that two objects of the bucket hold once, and deletes both', async () => {
    const made = services();
    const text = envelopeText(CLAIM, 'ada', [claimOf('ada', 1)]);
    made.addFailure(CLAIM, [{ partitionKey: 'ada', text }]);
    const [object] = made.objects.list('failures').objects;
    made.objects.put('failures', `${object?.key}-copy`, object?.body ?? Buffer.alloc(0));
    expect(await redriveAll(made)).toMatchObject({ read: 2, redriven: 2 });
    expect(made.arrived.map(({ data }) => data)).toEqual([text]);
    expect(made.remaining()).toBe(0);
  });

  it('starts at the first rate and doubles each clean minute', async () => {
    const made = withRuleLetters(60);
    const started = made.scheduler.now();
    await redriveAll(made, { firstRate: 1 });
    const minutes = made.arrived.length;
    expect(minutes).toBe(60);
    // One a second for a minute; the reading before it takes a second or two.
    expect(made.scheduler.now() - started).toBeGreaterThan(58_000);
    expect(made.scheduler.now() - started).toBeLessThan(70_000);
    const faster = withRuleLetters(180);
    const begun = faster.scheduler.now();
    await redriveAll(faster, { firstRate: 1 });
    expect(faster.scheduler.now() - begun).toBeLessThan(150_000);
  });

  it.each([
    ['the age of the waiting records rises', { ageMs: 30_000 }, /oldest waiting record is 30 s old/],
    ['the stream refuses writes of anybody', { throttled: 5 }, /5 writes were throttled/],
  ])('stops, and shows the rest again, if %s', async (_, change, reason) => {
    const made = withRuleLetters(120);
    const { ports } = made.context;
    let sent = 0;
    const context = {
      ...made.context,
      ports: {
        ...ports,
        putRecords: (...input: Parameters<typeof ports.putRecords>) => {
          sent += 1;
          // The minute in which the redrive begins does not count: it also has what was before.
          if (sent === 5) Object.assign(made.metricsNow, change);
          return ports.putRecords(...input);
        },
      },
    };
    const account = await redriveStage({ selection: {}, isDryRun: false, firstRate: 1 }, context);
    expect(account.redriven).toBeGreaterThan(4);
    expect(account.redriven + sumOf(account.left)).toBe(120);
    expect(Object.keys(account.left)).toEqual([expect.stringMatching(reason)]);
    expect(made.placeOf(CLAIM).failures.counts()).toMatchObject({ visible: sumOf(account.left), notVisible: 0 });
  });

  it.each([
    ['NO_PERMISSIONS', 'stops', true],
    ['NO_RESOURCE', 'continues', false],
  ])('with new letters of cause %s: %s', async (code, _, stops) => {
    const made = withRuleLetters(30);
    const { ports } = made.context;
    let isPlanted = false;
    const context = {
      ...made.context,
      ports: {
        ...ports,
        putRecords: (...input: Parameters<typeof ports.putRecords>) => {
          if (!isPlanted) made.addRuleLetter(CLAIM, 'new', [claimOf('new', 1)], code);
          isPlanted = true;
          return ports.putRecords(...input);
        },
      },
    };
    const account = await redriveStage(
      { selection: { cause: 'NO_PERMISSIONS' }, isDryRun: false, firstRate: 1 },
      context,
    );
    expect(account.redriven < 30).toBe(stops);
    const reasons = Object.keys(account.left);
    if (stops) expect(reasons).toEqual(['1 new dead letters of the same cause arrived: it is not mended']);
    else expect(reasons).toEqual([]);
    // The new one is not hidden from others.
    expect(made.placeOf(CLAIM).failures.counts()).toMatchObject({ visible: 30 - account.redriven + 1 });
  });

  it('stops if what it sent ends in quarantine, which no figure of the stream would show', async () => {
    const made = withRuleLetters(60);
    made.quarantine.send('{"an":"old message"}');
    const { ports } = made.context;
    const context = {
      ...made.context,
      ports: {
        ...ports,
        putRecords: async (...input: Parameters<typeof ports.putRecords>) => {
          const results = await ports.putRecords(...input);
          const [record] = input[1];
          const { events } = JSON.parse(record?.data.toString() ?? '').detail;
          const place = { eventId: 'e', partitionKey: 'p', sequenceNumber: '1' };
          const body = { reason: { code: 'fails_handler', message: '' }, type: CLAIM, events, record: place };
          if (made.arrived.length < 3) made.quarantine.send(JSON.stringify(body));
          return results;
        },
      },
    };
    const account = await redriveStage({ selection: { place: 'rule' }, isDryRun: false, firstRate: 1 }, context);
    expect(account.redriven).toBeLessThan(20);
    expect(Object.keys(account.left)).toEqual([
      '2 dead letters have events that were just redriven: they fail for another cause',
    ]);
    expect(made.quarantine.counts()).toMatchObject({ visible: 3, notVisible: 0 });
  });

  it('looks once more after the last record, and says what was given up again', async () => {
    const made = withRuleLetters(1);
    const { ports } = made.context;
    const context = {
      ...made.context,
      ports: {
        ...ports,
        putRecords: async (...input: Parameters<typeof ports.putRecords>) => {
          const [record] = input[1];
          const { events } = JSON.parse(record?.data.toString() ?? '').detail;
          const place = { eventId: 'e', partitionKey: 'p', sequenceNumber: '1' };
          const body = { reason: { code: 'unknown_hunt', message: '' }, type: CLAIM, events, record: place };
          made.quarantine.send(JSON.stringify(body));
          return ports.putRecords(...input);
        },
      },
    };
    expect(await redriveStage({ selection: {}, isDryRun: false }, context)).toMatchObject({ redriven: 1 });
    expect(made.said.at(-1)).toMatch(/1 dead letters have events that were just redriven: see list/);
  });

  it('takes a limit of the oldest, one cause, and sends nothing in a dry run', async () => {
    const made = withRuleLetters(4);
    made.addRuleLetter(CLAIM, 'other', [claimOf('other', 0)], 'THROTTLING');
    expect(await redriveAll(made, { isDryRun: true })).toMatchObject({ read: 5, redriven: 0 });
    expect(made.said).toEqual([`  5 dead letters (5 records) go to the stream of ${CLAIM}`]);
    expect(made.arrived).toEqual([]);
    expect(await redriveAll(made, { selection: { cause: 'NO_PERMISSIONS', limit: 2 } })).toMatchObject({ redriven: 2 });
    expect(made.arrived.map(({ partitionKey }) => partitionKey)).toEqual(['player-0', 'player-1']);
    expect(made.remaining()).toBe(3);
  });

  it('says what another reader hides, and ends when a person wants it to', async () => {
    const made = withRuleLetters(40);
    made.placeOf(CLAIM).failures.receive(10, 3_600);
    let looks = 0;
    const isInterrupted = () => {
      looks += 1;
      return looks > 5;
    };
    const account = await redriveStage({ selection: {}, isDryRun: false }, { ...made.context, isInterrupted });
    expect(made.said[0]).toMatch(/^NOT READ: \w+: about 10 messages are hidden by another reader/);
    expect(account).toMatchObject({ read: 30, left: { 'it was interrupted': 30 - account.redriven } });
    expect(account.redriven).toBeGreaterThan(5);
  });

  it('does not send what its queue shows again soon', async () => {
    const made = withRuleLetters(2);
    const { ports } = made.context;
    const short = {
      ...ports,
      receiveMessages: (url: string, _seconds: number, wait: number) => ports.receiveMessages(url, 20, wait),
    };
    const account = await redriveStage({ selection: {}, isDryRun: false }, { ...made.context, ports: short });
    expect(account).toMatchObject({ redriven: 0 });
    expect(Object.keys(account.left)[0]).toContain('the queue shows the messages again soon');
  });
});
