import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { MemoryBudget, type Waiting } from '../memory/memory-budget.ts';
import { ServiceError } from '../service-error.ts';
import type { InvocationQuota } from './invocation-quota.ts';
import type { PublishedEvent } from './published-event.ts';
import type { Target } from './target.ts';

/** What became of an event at a target. */
export interface DeliveryObserver {
  delivered(event: PublishedEvent, target: Target): void;
  /** @param errorCode AWS's, as the dead letter has it */
  deadLettered(event: PublishedEvent, target: Target, errorCode: string): void;
  /** Lost: retries ended and there is no dead-letter queue, or it refused. */
  dropped(event: PublishedEvent, target: Target): void;
}

/** What watches deliveries; each call is one. */
export interface DeliveryMeter {
  /** An attempt that succeeded, with its time since the event was published, in milliseconds. */
  succeeded(target: Target, latencyMs: number): void;
  /** An attempt that failed and is made again. */
  retried(target: Target): void;
  /** An event given up: `stored` in the dead-letter queue, `refused` by it, or `dropped` where there is none. */
  failed(target: Target, end: 'stored' | 'refused' | 'dropped'): void;
  /** An invocation that the region's quota delays. */
  delayed(target: Target): void;
}

/** What may go wrong with deliveries beside what AWS documents. */
export interface DeliveryFault {
  /** Pauses in milliseconds, one for each delivery to be made of an event; `undefined`: one, at once. */
  pauses(target: Target): readonly number[] | undefined;
  /** Whether the rule is refused for lack of permissions. */
  denies(target: Target): boolean;
}

/**
 * Pauses between attempts double from 1 s to 11 minutes with jitter down to half. AWS gives only "exponential back off and
 * jitter"; with these, 185 attempts fill about the 24 hours that it names beside them.
 */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 660_000;

/** Beside its text: an event's envelope, which is the same content as objects, and its timer. */
const EVENT_BYTES = 1_000;
const ENVELOPE_FACTOR = 2;

/** AWS's error codes of a dead letter, by the target's error. */
const ERROR_CODES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'NO_RESOURCE',
  QueueDoesNotExist: 'NO_RESOURCE',
  AccessDeniedException: 'NO_PERMISSIONS',
  ProvisionedThroughputExceededException: 'THROTTLING',
  ThrottlingException: 'THROTTLING',
};

/** Failures that no retry mends: they go to the dead-letter queue at once. */
const PERMANENT = new Set(['NO_RESOURCE', 'NO_PERMISSIONS']);

/**
 * Delivers events to targets, with retries, dead-letter queue and account.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class Delivery {
  /** May be exchanged at any time. */
  fault: DeliveryFault | undefined;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #observer: DeliveryObserver;
  readonly #quota: InvocationQuota | undefined;
  readonly #meter: DeliveryMeter | undefined;
  readonly #waiting: Waiting;

  /** @param memory of events that are delivered later. @default no bound */
  constructor(
    scheduler: Scheduler,
    random: Random,
    observer: DeliveryObserver,
    quota?: InvocationQuota,
    meter?: DeliveryMeter,
    memory = new MemoryBudget(),
  ) {
    this.#waiting = memory.waiting('events to deliver');
    this.#scheduler = scheduler;
    this.#random = random;
    this.#observer = observer;
    this.#quota = quota;
    this.#meter = meter;
  }

  #attemptNow(event: PublishedEvent, target: Target, retries: number): void {
    const failure = tryDeliver(event, target, this.fault);
    if (failure === undefined) {
      this.#meter?.succeeded(target, this.#scheduler.now() - event.publishedAt);
      this.#observer.delivered(event, target);
      return;
    }
    this.#failed(event, target, failure, retries);
  }

  /** Delivers an event to a target it is new to. */
  deliver(event: PublishedEvent, target: Target): void {
    const pauses = this.fault?.pauses(target);
    if (pauses === undefined) {
      this.#attempt(event, target, 0);
      return;
    }
    for (const pause of pauses) this.#later(pause, event, () => this.#attempt(event, target, 0));
  }

  /** @param retries attempts made before this one */
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
    this.#meter?.retried(target);
    this.#later(pause, event, () => this.#attempt(event, target, retries + 1));
  }

  #later(delayMs: number, event: PublishedEvent, run: () => void): void {
    this.#scheduler.schedule(delayMs, this.#held(event, run));
  }

  /** `run` for later: until then the event counts as held. */
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
