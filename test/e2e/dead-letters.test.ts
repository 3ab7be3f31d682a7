import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_SOURCE } from '../../core/chain/bus-entry-source.ts';
import { command, SEAMS } from '../../tools/dead-letters/command.ts';
import { SEAMS as REPLAY_SEAMS, command as replayCommand } from '../../tools/replay/command.ts';
import { drained } from './drained.ts';
import { event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

/** Polled until then; a busy machine may take that long. */
const SOON = { timeout: 60_000, interval: 20 };

describe('npm run cairn -- dead-letters, of a running chain', () => {
  const huntId = 'dead-letters';
  let chain: LocalChain;
  let fixed = '';
  const first = event('clue.viewed', { huntId, clueId: 'a' });

  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(huntId, smallHunt());
  });
  afterAll(() => chain?.runtime.close());

  async function deadLetters(...options: readonly string[]): Promise<string> {
    const printed: string[] = [];
    await command({
      ...SEAMS,
      print: (text) => printed.push(text),
      readFile: () => fixed,
      writeFile: (_option, _file, text) => {
        fixed = text;
      },
      checkWritable: () => {},
      onInterrupt: () => {},
      exitWith: (code) => printed.push(`exit ${code}`),
    }).parseAsync([...options, '--url', chain.runtime.url], { from: 'user' });
    return printed.join('\n');
  }

  const countsOf = (type: string) => chain.runtime.stats()[type];

  it('list, show, redrive: what a rule may not deliver is processed once the rule may again', async () => {
    const body = JSON.stringify({ kind: 'target-denied', target: 'clue.viewed' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${chain.runtime.url}/local/faults`, { method: 'POST', headers, body })).status).toBe(201);
    await chain.send('ada', [first]);
    // Of one key, so that the second goes after the first is confirmed.
    await chain.send('ada', [event('clue.viewed', { huntId, clueId: 'b' })]);
    await chain.send('bob', [event('clue.viewed', { huntId, clueId: 'b' })]);
    await drained(chain.runtime);
    chain.runtime.faults.removeAll();
    expect(countsOf('clue.viewed')).toMatchObject({ deadLettered: 3, processed: 0 });
    expect(await deadLetters('list')).toMatch(/rule +clue\.viewed +NO_PERMISSIONS +under 10 min +3 +3 /);
    expect(await deadLetters('show', '--place', 'rule')).toMatch(/NO_PERMISSIONS, 20.*\n.*\n {2}key •••.*"clueId":"a"/);
    expect(await deadLetters('redrive', '--dry-run')).toContain(
      '3 dead letters (3 records) go to the stream of clue.viewed',
    );
    const text = await deadLetters('redrive', '--limit', '100', '--cause', 'NO_PERMISSIONS');
    expect(text).toContain('read 3 = redriven 3 + discarded 0 + left 0 + failed 0');
    await expect.poll(() => countsOf('clue.viewed'), SOON).toMatchObject({ deadLettered: 0, processed: 3 });
  });

  it('show --reveal --save, redrive --fixed: a quarantined event is processed once its cause is mended', async () => {
    await chain.send('ada', [event('clue.viewed', { huntId: 'later', clueId: 'a' })]);
    await drained(chain.runtime);
    expect(await deadLetters('redrive')).toContain('left 1: quarantined: send it with --fixed FILE');
    await chain.createHunt('later', smallHunt());
    // Until then a handler may remember for a second that the hunt is missing, and quarantine the event again.
    const again = async () => {
      await deadLetters('show', '--place', 'quarantine', '--reveal', '--save', 'fixed.json');
      await deadLetters('redrive', '--fixed', 'fixed.json');
      return countsOf('clue.viewed');
    };
    await expect.poll(again, SOON).toMatchObject({ quarantined: 0, processed: 4 });
  });

  it('redrive and discard: records of the failure bucket, and events that nobody will send again', async () => {
    const { objects, streams } = chain.runtime.cloud;
    // It is done already: Lambda may give up records behind a failed one that had their effect.
    const done = { ...first, version: 1, receivedAt: new Date().toISOString(), index: 0, playerId: 'ada' };
    const envelope = {
      id: 'x',
      source: EVENT_SOURCE,
      'detail-type': 'clue.viewed',
      detail: { partitionKey: 'ada', events: [done] },
    };
    const data = Buffer.from(JSON.stringify(envelope)).toString('base64');
    const stream = streams.all().find(({ settings }) => settings.name.includes('ClueViewed'));
    const [bucket = ''] = objects.bucketNames();
    const document = {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      timestamp: new Date().toISOString(),
      KinesisBatchInfo: { streamArn: stream?.settings.arn },
      payload: JSON.stringify({
        Records: [{ eventID: 's:1', kinesis: { partitionKey: 'ada', sequenceNumber: '1', data } }],
      }),
    };
    objects.put(bucket, 'aws/lambda/mapping/shard/2026/11/27/one', Buffer.from(JSON.stringify(document)));
    expect(await deadLetters('redrive', '--place', 'failures')).toContain('redriven 1 +');
    expect(objects.list(bucket).objects).toEqual([]);
    await expect.poll(() => countsOf('clue.viewed'), SOON).toMatchObject({ processed: 4, duplicates: 1 });

    await chain.send('ada', [event('clue.viewed', { huntId: 'never', clueId: 'a' })]);
    await drained(chain.runtime);
    expect(await deadLetters('discard', '--cause', 'unknown_hunt')).toContain('nothing was deleted');
    expect(await deadLetters('discard', '--cause', 'unknown_hunt', '--yes')).toContain('discarded 1 +');
    expect(await deadLetters('list')).toContain('no dead letters');
  });

  it('replay --from --to --type: the archive’s events go to the handlers alone, and have no second effect', async () => {
    const before = countsOf('clue.viewed');
    const printed: string[] = [];
    const run = (...options: readonly string[]) =>
      replayCommand({ ...REPLAY_SEAMS, print: (text) => printed.push(text) }).parseAsync(
        [...options, '--url', chain.runtime.url],
        { from: 'user' },
      );
    await run('--from', '2h', '--to', '0', '--type', 'clue.viewed', '--dry-run');
    expect(printed.at(-1)).toBe('Nothing was replayed.');
    await run('--from', '2h', '--to', '0', '--type', 'clue.viewed');
    expect(printed.join('\n')).toContain('to the handlers of clue.viewed');
    expect(printed.at(-1)).toMatch(/^COMPLETED/);
    await expect.poll(() => countsOf('clue.viewed')?.duplicates, SOON).toBeGreaterThan(before?.duplicates ?? 0);
    expect(countsOf('clue.viewed')).toMatchObject({ processed: before?.processed });
    expect(countsOf('unknown')?.unrouted ?? 0).toBe(0);
    await expect(run('--from', '1h', '--to', '2h')).rejects.toThrow(/--from.*Write the earlier time first/);
    await expect(run('--from', '2h', '--to', '0', '--type', 'nobody.sends')).rejects.toThrow(
      /a type with a rule on the bus/,
    );
  });
});
