import { LIMITS } from '../../../../core/limits.ts';
import type { JsonObject } from '../operation.ts';
import type { MessageAttributes } from '../queue/queue.ts';
import type { PublishedEvent } from './published-event.ts';

/** A rule's target. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly ruleArn: string;
  /** Returns whether the rule may use the target, by its role's policy or the target's own. */
  permitted(): boolean;
  /** @throws ServiceError if the target refuses the event; ResourceNotFoundException if it is deleted */
  deliver(event: PublishedEvent): void;
  readonly retryPolicy: RetryPolicy;
  readonly deadLetterQueue?: DeadLetterQueue;
  /** The declaration in the template or in PutTargets. */
  readonly declared?: JsonObject;
}

export interface RetryPolicy {
  /** 0–185. @default 185 */
  readonly maximumRetryAttempts: number;
  /** 60–86,400. @default 86,400 */
  readonly maximumEventAgeSeconds: number;
}

export interface DeadLetterQueue {
  permitted(): boolean;
  send(body: string, attributes: MessageAttributes): void;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maximumRetryAttempts: LIMITS.eventBridgeRetryAttempts.value,
  maximumEventAgeSeconds: LIMITS.eventBridgeRetrySeconds.value,
};
