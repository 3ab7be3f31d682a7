import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { queueOperations } from '../../../../../local/aws/services/queue/operations.ts';
import type { QueueSettings } from '../../../../../local/aws/services/queue/queue.ts';
import { Queues } from '../../../../../local/aws/services/queue/queues.ts';

function newQueue(change: Partial<QueueSettings> = {}) {
  const scheduler = new VirtualScheduler();
  const queues = new Queues(scheduler, seededRandom(1));
  const named = (name: string) => ({
    name,
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    url: `http://127.0.0.1/000000000000/${name}`,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
  });
  const dead = queues.create(named('dead'));
  const queue = queues.create({ ...named('work'), ...change });
  return { scheduler, queues, queue, dead };
}

describe('a queue (AWSSimpleQueueService/latest/SQSDeveloperGuide)', () => {
  it('hides a received message for its visibility timeout, then delivers it again', () => {
    const { scheduler, queue } = newQueue();
    queue.send('a');
    expect(queue.receive(10).map(({ body }) => body)).toEqual(['a']);
    expect(queue.counts()).toEqual({ visible: 0, notVisible: 1, delayed: 0 });
    scheduler.advance(29_999);
    expect(queue.receive(10)).toEqual([]);
    scheduler.advance(1);
    expect(queue.receive(10).map(({ receiveCount }) => receiveCount)).toEqual([2]);
  });

  it('shows a received message at once, or hides it longer, from the change on (API_ChangeMessageVisibility)', () => {
    const { scheduler, queues, queue } = newQueue();
    const { ChangeMessageVisibilityBatch: change } = queueOperations(queues);
    const entry = (Id: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) => ({
      Id,
      ReceiptHandle,
      VisibilityTimeout,
    });
    for (const body of ['a', 'b', 'c']) queue.send(body);
    const [a, b, c] = queue.receive(10);
    scheduler.advance(20_000);
    const entries = [
      entry('0', a?.receiptHandle, 0),
      entry('1', b?.receiptHandle, 60),
      entry('2', 'no-receipt', 0),
      entry('3', c?.receiptHandle, 43_201),
    ];
    expect(change?.({ QueueUrl: queue.settings.url, Entries: entries })).toMatchObject({
      Successful: [{ Id: '0' }, { Id: '1' }],
      Failed: [
        { Id: '2', Message: expect.stringContaining('not available for visibility timeout change') },
        { Id: '3', Message: expect.stringContaining('Must be between 0 and 43200') },
      ],
    });
    expect(queue.receive(10).map(({ body }) => body)).toEqual(['a']);
    scheduler.advance(10_000);
    expect(queue.receive(10).map(({ body }) => body)).toEqual(['c']);
    scheduler.advance(50_000);
    expect(queue.receive(10).map(({ body }) => body)).toContain('b');
  });

  it('does not hide a message again whose timeout has ended (localstack/localstack#9632)', () => {
    const { scheduler, queue } = newQueue();
    queue.send('a');
    const [received] = queue.receive(1);
    scheduler.advance(30_000);
    expect(queue.changeVisibility(received?.receiptHandle ?? '', 60)).toBe(true);
    expect(queue.receive(1)).toHaveLength(1);
  });

  it('refuses a receive while as many messages are in flight as may be: by an error, or with nothing where it would wait (quotas-queues.html)', async () => {
    const { queues, queue } = newQueue();
    const { ReceiveMessage: receive } = queueOperations(queues, 3);
    for (let sent = 0; sent < 4; sent += 1) queue.send('a');
    expect(queue.receive(2)).toHaveLength(2);
    expect(await receive?.({ QueueUrl: queue.settings.url })).toMatchObject({ Messages: [{ Body: 'a' }] });
    await expect(receive?.({ QueueUrl: queue.settings.url })).rejects.toMatchObject({
      name: 'com.amazonaws.sqs#OverLimit',
    });
    expect(await receive?.({ QueueUrl: queue.settings.url, WaitTimeSeconds: 1 })).toEqual({});
  });

  it('removes a deleted message, and accepts an old receipt without error', () => {
    const { scheduler, queue } = newQueue();
    queue.send('a');
    const [first] = queue.receive(1);
    queue.delete(first?.receiptHandle ?? '');
    queue.delete('no receipt');
    scheduler.advance(60_000);
    expect(queue.receive(1)).toEqual([]);
  });

  it('moves a message to the redrive target after it was received too often', () => {
    const { scheduler, queue, dead } = newQueue({ redrive: { maxReceiveCount: 2, target: () => dead } });
    queue.send('a');
    for (let index = 0; index < 3; index += 1) {
      queue.receive(1);
      scheduler.advance(30_000);
    }
    expect(dead.receive(1).map(({ body }) => body)).toEqual(['a']);
    expect(queue.counts().visible).toBe(0);
  });

  it('drops a message when its retention is over', () => {
    const { scheduler, queue } = newQueue({ retentionSeconds: 60 });
    queue.send('a');
    scheduler.advance(60_000);
    expect(queue.receive(1)).toEqual([]);
  });

  it('does not count messages whose retention is over, received or not', () => {
    const { scheduler, queue } = newQueue({ retentionSeconds: 60, visibilityTimeoutSeconds: 120 });
    queue.send('a');
    queue.send('received');
    queue.send('delayed', {}, 90);
    queue.receive(2);
    scheduler.advance(30_000);
    queue.send('b');
    scheduler.advance(30_000);
    expect(queue.counts()).toEqual({ visible: 1, notVisible: 0, delayed: 0 });
  });

  it('keeps the id and the time of a message that moves to the redrive target (setting-up-dead-letter-queue-retention.html)', () => {
    const { scheduler, queue, dead } = newQueue({ redrive: { maxReceiveCount: 1, target: () => dead } });
    const { id, sentAt } = queue.send('a');
    queue.receive(1);
    scheduler.advance(86_400_000);
    queue.receive(1);
    expect(dead.receive(1, 0)).toMatchObject([{ id, sentAt, receiveCount: 1 }]);
    scheduler.advance(2 * 86_400_000);
    expect(dead.counts().visible).toBe(1);
    scheduler.advance(86_400_000);
    expect(dead.counts().visible).toBe(0);
  });

  it('lets a receive wait for a message', async () => {
    const { scheduler, queue } = newQueue();
    const received = queue.receiveWaiting(1, undefined, 20_000);
    scheduler.advance(5_000);
    queue.send('late');
    expect((await received).map(({ body }) => body)).toEqual(['late']);
    const empty = queue.receiveWaiting(1, undefined, 20_000);
    scheduler.advance(20_000);
    expect(await empty).toEqual([]);
  });
});

describe('SendMessage (AWSSimpleQueueService/latest/APIReference/API_SendMessage)', () => {
  const send = (MessageBody: string) => {
    const { queues, queue } = newQueue();
    queueOperations(queues).SendMessage?.({ QueueUrl: queue.settings.url, MessageBody });
    return queue.receive(1)[0]?.body;
  };

  it.each(['\t\n\r ~\ud7ff\ue000\ufffd', '🦊', '\u{10ffff}', '\u{1fffe}'])('accepts the allowed text %j', (text) => {
    expect(send(text)).toBe(text);
  });

  it.each(['\u0000', '\u0008', '\u000b', '\u001f', '\ud800', 'a\udfff', '\ufffe', 'a\uffff'])(
    'refuses the text %j, which has a character outside the allowed set',
    (text) => {
      expect(() => send(text)).toThrow(expect.objectContaining({ name: 'InvalidMessageContents' }));
    },
  );
});
