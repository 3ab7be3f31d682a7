import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { MemoryBudget, type Waiting } from '../memory/memory-budget.ts';
import { ServiceError } from '../service-error.ts';
import type { InvocationQuota } from './invocation-quota.ts';
import type { PublishedEvent } from './published-event.ts';
import type { Target } from './target.ts';

/** Observes the end of events at a target. */
export interface DeliveryObserver {
  delivered(event: PublishedEvent, target: Target): void;
  /** @param errorCode AWS's code, which the dead letter contains too */
  deadLettered(event: PublishedEvent, target: Target, errorCode: string): void;
  /** The event is lost: retries ended and there is no dead-letter queue, or the queue refused it. */
  dropped(event: PublishedEvent, target: Target): void;
}

/** Meters deliveries; each call is one delivery. */
export interface DeliveryMeter {
  /** An attempt, successful or not. */
  attempted(target: Target, isRetry: boolean): void;
  /** A successful attempt. @param latencyMs since the event was published */
  succeeded(target: Target, latencyMs: number): void;
  /** An event given up: `stored` in the dead-letter queue, `refused` by it, or `dropped` without one. */
  failed(target: Target, end: 'stored' | 'refused' | 'dropped'): void;
  /** An invocation that the region's quota delayed. */
  delayed(target: Target): void;
}

/** Faults of deliveries that AWS does not document. */
export interface DeliveryFault {
  /** Pauses in milliseconds, one for each delivery of an event; `undefined`: one delivery, at once. */
  pauses(target: Target): readonly number[] | undefined;
  /** Returns whether the rule lacks permissions. */
  denies(target: Target): boolean;
}

/** Parts of delivery that an account has and a single bus does not need. */
export interface DeliveryExtras {
  readonly quota?: InvocationQuota | undefined;
  readonly meter?: DeliveryMeter | undefined;
  /** Memory of events that wait for a later delivery. @default no limit */
  readonly memory?: MemoryBudget | undefined;
}

/**
 * Pauses between attempts double from 1 s to 11 minutes, with jitter down to half. AWS documents only "exponential back
 * off and jitter"; with these values, 185 attempts fill about the 24 hours that AWS names with them.
 */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 660_000;

/** Bytes of an event besides its text: its envelope, which is the same content as objects, and its timer. */
const EVENT_BYTES = 1_000;
const ENVELOPE_FACTOR = 2;

/** AWS's error codes of dead letters, by the target's error. */
const ERROR_CODES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'NO_RESOURCE',
  QueueDoesNotExist: 'NO_RESOURCE',
  AccessDeniedException: 'NO_PERMISSIONS',
  ProvisionedThroughputExceededException: 'THROTTLING',
  ThrottlingException: 'THROTTLING',
};

/** Failures that no retry can correct: the event goes to the dead-letter queue at once. */
const PERMANENT = new Set(['NO_RESOURCE', 'NO_PERMISSIONS']);

/**
 * Delivers events to targets, with retries and dead-letter queues, and reports their end.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class Delivery {
  /** May be replaced at any time. */
  fault: DeliveryFault | undefined;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #observer: DeliveryObserver;
  readonly #quota: InvocationQuota | undefined;
  readonly #meter: DeliveryMeter | undefined;
  readonly #waiting: Waiting;

  constructor(
    scheduler: Scheduler,
    random: Random,
    observer: DeliveryObserver,
    { quota, meter, memory = new MemoryBudget() }: DeliveryExtras = {},
  ) {
    this.#waiting = memory.waiting('events to deliver');
    this.#scheduler = scheduler;
    this.#random = random;
    this.#observer = observer;
    this.#quota = quota;
    this.#meter = meter;
  }

  #attemptNow(event: PublishedEvent, target: Target, retries: number): void {
    this.#meter?.attempted(target, retries > 0);
    const failure = tryDeliver(event, target, this.fault);
    if (failure === undefined) {
      this.#meter?.succeeded(target, this.#scheduler.now() - event.publishedAt);
      this.#observer.delivered(event, target);
      return;
    }
    this.#failed(event, target, failure, retries);
  }

  /** Begins the delivery of an event to a target. */
  deliver(event: PublishedEvent, target: Target): void {
    const pauses = this.fault?.pauses(target);
    if (pauses === undefined) {
      this.#attempt(event, target, 0);
      return;
    }
    for (const pause of pauses) this.#later(pause, event, () => this.#attempt(event, target, 0));
  }

  /** @param retries earlier attempts */
  #attempt(event: PublishedEvent, target: Target, retries: number): void {
    if (this.#quota === undefined || this.#quota.take()) {
      this.#attemptNow(event, target, retries);
      return;
    }
    this.#meter?.delayed(target);
    this.#quota.delay(this.#held(event, () => this.#attemptNow(event, target, retries)));
  }

  #failed(event: PublishedEvent, target: Target, failure: ServiceError, retries: number): void {
    const { maximumRetryAttempts, maximumEventAgeSeconds } = target.retryPolicy;
    const code = ERROR_CODES[failure.name] ?? 'ERROR_FROM_TARGET';
    if (PERMANENT.has(code)) {
      this.#giveUp(event, target, failure, code, retries);
      return;
    }
    if (retries >= maximumRetryAttempts) {
      this.#giveUp(event, target, failure, code, retries, 'MaximumRetryAttempts');
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries) * (0.5 + this.#random.unit() / 2);
    const expiresIn = event.publishedAt + maximumEventAgeSeconds * 1_000 - this.#scheduler.now();
    if (pause > expiresIn) {
      this.#later(expiresIn, event, () => {
        this.#giveUp(event, target, failure, code, retries, 'MaximumEventAgeInSeconds');
      });
      return;
    }
    this.#later(pause, event, () => this.#attempt(event, target, retries + 1));
  }

  #later(delayMs: number, event: PublishedEvent, run: () => void): void {
    this.#scheduler.schedule(delayMs, this.#held(event, run));
  }

  /** Wraps `run` for later; until then the event counts as waiting. */
  #held(event: PublishedEvent, run: () => void): () => void {
    const bytes = memoryOf(event);
    this.#waiting.hold(bytes);
    return () => {
      this.#waiting.release(bytes);
      run();
    };
  }

  #giveUp(
    event: PublishedEvent,
    target: Target,
    failure: ServiceError,
    code: string,
    retries: number,
    exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds',
  ): void {
    const { deadLetterQueue } = target;
    if (deadLetterQueue === undefined || !deadLetterQueue.permitted()) {
      this.#meter?.failed(target, deadLetterQueue === undefined ? 'dropped' : 'refused');
      this.#observer.dropped(event, target);
      return;
    }
    const attributes: Record<string, { DataType: string; StringValue: string }> = {
      RULE_ARN: { DataType: 'String', StringValue: target.ruleArn },
      TARGET_ARN: { DataType: 'String', StringValue: target.arn },
      ERROR_CODE: { DataType: 'String', StringValue: code },
      ERROR_MESSAGE: { DataType: 'String', StringValue: failure.message },
      RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(retries) },
    };
    if (exhausted !== undefined) {
      attributes.EXHAUSTED_RETRY_CONDITION = { DataType: 'String', StringValue: exhausted };
    }
    deadLetterQueue.send(event.text, attributes);
    this.#meter?.failed(target, 'stored');
    this.#observer.deadLettered(event, target, code);
  }
}

function memoryOf({ text }: PublishedEvent): number {
  return text.length * (1 + ENVELOPE_FACTOR) + EVENT_BYTES;
}

function tryDeliver(event: PublishedEvent, target: Target, fault: DeliveryFault | undefined): ServiceError | undefined {
  if (!target.permitted() || fault?.denies(target) === true) {
    return new ServiceError(
      'AccessDeniedException',
      `Lack of permissions to invoke cross service target ${target.arn}: the policy that the rule relies on does not allow it.`,
    );
  }
  try {
    target.deliver(event);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}
