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
