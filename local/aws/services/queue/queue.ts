import { type Random, randomId } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { MemoryBudget, type Waiting } from '../memory/memory-budget.ts';
import { uuid } from '../uuid.ts';
import { VisibleMessages } from './visible-messages.ts';

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** The part of a message that stays when it moves to a dead-letter queue. */
interface SentMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Milliseconds since the epoch; the retention begins here. */
  readonly sentAt: number;
}

export interface Message extends SentMessage {
  /** When the message entered this queue; a dead letter was sent before. Milliseconds since the epoch. */
  readonly enteredAt: number;
  firstReceivedAt: number | undefined;
  receiveCount: number;
  receiptHandle: string | undefined;
  /** Milliseconds since the epoch; the message is hidden until then. */
  visibleAt: number;
}

export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** @default 30 */
  readonly visibilityTimeoutSeconds: number;
  /** @default 345,600 (4 days) */
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  /** Where a message goes that was received `maxReceiveCount` times and not deleted. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly target: () => Queue | undefined };
}

/** Bytes of a message besides its texts: the object, id, and its entries in the queue's maps. */
const MESSAGE_BYTES = 500;
const ATTRIBUTE_BYTES = 100;

/**
 * SQS publishes metrics of a queue while it has messages, and for six hours after the last call. When a queue is used
 * again after that, its metrics start up to 15 minutes later (AWS's text, quoted by alexwlchan.net, no-cause-for-alarm);
 * here always 15 minutes later.
 */
const ACTIVE_MS = 6 * 3_600_000;
const WAKING_MS = 15 * 60_000;
/** The age of the oldest message excludes messages that were received this often and not deleted. */
const POISON_RECEIVES = 3;

/** A standard queue: delivers at least once, in the order sent if nothing is received twice. */
export class Queue {
  /** May be replaced at any time, except name, ARN and URL. */
  settings: QueueSettings;
  readonly createdAt: number;
  /** By message id, in the order sent; a Map, so that deleting costs the same at any position. */
  readonly #messages = new Map<string, Message>();
  readonly #byReceipt = new Map<string, Message>();
  readonly #visible = new VisibleMessages<Message>();
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #memory: Waiting;
  readonly #observers: ((message: Message) => void)[] = [];
  #waiting: (() => void)[] = [];
  #lastUsed: number;
  #reportsFrom: number;

  /** @param memory @default no limit */
  constructor(settings: QueueSettings, scheduler: Scheduler, random: Random, memory = new MemoryBudget()) {
    this.#memory = memory.waiting('queue messages');
    this.settings = settings;
    this.#scheduler = scheduler;
    this.#random = random;
    this.createdAt = scheduler.now();
    this.#lastUsed = this.createdAt;
    this.#reportsFrom = this.createdAt;
  }

  /** Keeps the queue active for six hours, as each API call does. */
  touch(): void {
    const now = this.#scheduler.now();
    if (!this.#isActive(now)) this.#reportsFrom = now + WAKING_MS;
    this.#lastUsed = now;
  }

  /** Whether SQS publishes metrics of the queue now. */
  get reportsMetrics(): boolean {
    const now = this.#scheduler.now();
    return this.#isActive(now) && now >= this.#reportsFrom;
  }

  #isActive(now: number): boolean {
    return this.#messages.size > 0 || now - this.#lastUsed <= ACTIVE_MS;
  }

  /**
   * Returns how long the oldest message has been in this queue, in milliseconds; `undefined` without a message.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  oldestAgeMs(): number | undefined {
    const now = this.#scheduler.now();
    for (const message of this.#messages.values()) {
      if (this.#dropIfExpired(message, now) || message.receiveCount >= POISON_RECEIVES) continue;
      return now - message.enteredAt;
    }
    return undefined;
  }

  send(body: string, attributes: MessageAttributes = {}, delaySeconds = this.settings.delaySeconds): Message {
    const sentAt = this.#scheduler.now();
    this.#expire(sentAt);
    return this.#add({ id: uuid(this.#random), body, attributes, sentAt }, delaySeconds);
  }

  #add(sent: SentMessage, delaySeconds: number): Message {
    this.touch();
    const message: Message = {
      ...sent,
      enteredAt: this.#scheduler.now(),
      firstReceivedAt: undefined,
      receiveCount: 0,
      receiptHandle: undefined,
      visibleAt: this.#scheduler.now() + delaySeconds * 1_000,
    };
    this.#messages.set(message.id, message);
    this.#visible.put(message, this.#scheduler.now());
    this.#memory.hold(memoryOf(message));
    for (const observer of this.#observers) observer(message);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
    return message;
  }

  /** The newest messages, the newest first, without receiving them. */
  newest(count: number): readonly Message[] {
    return [...this.#messages.values()].slice(-count).reverse();
  }

  /** Returns up to `count` visible messages and hides them for the visibility timeout. */
  receive(count: number, visibilityTimeoutSeconds = this.settings.visibilityTimeoutSeconds): Message[] {
    this.touch();
    const now = this.#scheduler.now();
    const received: Message[] = [];
    for (const message of this.#showing().values()) {
      if (received.length >= count) break;
      if (this.#dropIfExpired(message, now)) continue;
      if (this.#redriven(message)) continue;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + visibilityTimeoutSeconds * 1_000;
      this.#visible.put(message, now);
      if (message.receiptHandle !== undefined) this.#byReceipt.delete(message.receiptHandle);
      message.receiptHandle = randomId(this.#random, 44);
      this.#byReceipt.set(message.receiptHandle, message);
      received.push(message);
    }
    return received;
  }

  /** Like `receive`, but waits up to `waitMs` for a first message. */
  receiveWaiting(count: number, visibilitySeconds: number | undefined, waitMs: number): Promise<Message[]> {
    const received = this.receive(count, visibilitySeconds);
    if (received.length > 0 || waitMs <= 0) return Promise.resolve(received);
    return new Promise((resolve) => {
      const finish = (): void => {
        cancel();
        this.#waiting = this.#waiting.filter((wake) => wake !== finish);
        resolve(this.receive(count, visibilitySeconds));
      };
      const cancel = this.#scheduler.schedule(waitMs, finish);
      this.#waiting.push(finish);
    });
  }

  /** Deletes by receipt; an unknown receipt is not an error, as in SQS. */
  delete(receiptHandle: string): void {
    this.touch();
    const message = this.#byReceipt.get(receiptHandle);
    if (message !== undefined) this.#drop(message);
  }

  /**
   * Hides a received message for so long from now on; 0 shows it at once. A message that is visible again stays so, as
   * on AWS (localstack/localstack#9632, validated there).
   * @returns `false` if no message has the receipt
   */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    this.touch();
    const now = this.#scheduler.now();
    const message = this.#byReceipt.get(receiptHandle);
    if (message === undefined || this.#dropIfExpired(message, now)) return false;
    if (message.visibleAt > now) {
      message.visibleAt = now + seconds * 1_000;
      this.#visible.put(message, now);
    }
    return true;
  }

  purge(): void {
    this.touch();
    for (const message of [...this.#messages.values()]) this.#drop(message);
  }

  /** `true` if so many messages are received and not deleted. */
  hasInFlight(count: number): boolean {
    return this.#messages.size - this.#showing().size >= count && this.counts().notVisible >= count;
  }

  #showing(): ReadonlyMap<string, Message> {
    return this.#visible.at(this.#scheduler.now(), (message) => this.#messages.get(message.id) === message);
  }

  /** Counts messages that can be received, hidden ones and delayed ones. Drops expired ones. */
  counts(): { readonly visible: number; readonly notVisible: number; readonly delayed: number } {
    const now = this.#scheduler.now();
    let visible = 0;
    let delayed = 0;
    for (const message of this.#messages.values()) {
      if (this.#dropIfExpired(message, now)) continue;
      if (message.visibleAt <= now) visible += 1;
      else if (message.receiveCount === 0) delayed += 1;
    }
    return { visible, delayed, notVisible: this.#messages.size - visible - delayed };
  }

  /** Calls `observer` with each message sent. */
  onSend(observer: (message: Message) => void): void {
    this.#observers.push(observer);
  }

  #redriven(message: Message): boolean {
    const { redrive } = this.settings;
    if (redrive === undefined || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = redrive.target();
    if (target === undefined) return false;
    this.#drop(message);
    // "When a message is moved to a dead-letter queue, the enqueue timestamp is unchanged":
    // setting-up-dead-letter-queue-retention.html.
    const { id, body, attributes, sentAt } = message;
    target.#add({ id, body, attributes, sentAt }, 0);
    return true;
  }

  #dropIfExpired(message: Message, now: number): boolean {
    if (message.sentAt + this.settings.retentionSeconds * 1_000 > now) return false;
    this.#drop(message);
    return true;
  }

  /**
   * Drops expired messages from the first on, in the order sent; an expired dead letter behind a kept one goes later.
   */
  #expire(now: number): void {
    for (const message of this.#messages.values()) if (!this.#dropIfExpired(message, now)) return;
  }

  #drop(message: Message): void {
    this.#lastUsed = this.#scheduler.now();
    this.#visible.delete(message.id);
    if (this.#messages.delete(message.id)) this.#memory.release(memoryOf(message));
    if (message.receiptHandle !== undefined) this.#byReceipt.delete(message.receiptHandle);
  }
}

function memoryOf({ body, attributes }: Message): number {
  let bytes = body.length + MESSAGE_BYTES;
  for (const { StringValue, BinaryValue } of Object.values(attributes)) {
    bytes += (StringValue?.length ?? 0) + (BinaryValue?.length ?? 0) + ATTRIBUTE_BYTES;
  }
  return bytes;
}
