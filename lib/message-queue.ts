import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

export interface MessageQueueProps {
  /** How long a message stays. 60 s to 14 days. */
  readonly retentionPeriod: Duration;
  /** Removal policy of the queue with its messages. */
  readonly removalPolicy: RemovalPolicy;
}

/** A queue that keeps messages until a person or a redrive receives them: encrypted, over TLS only. */
export class MessageQueue extends Queue {
  constructor(scope: Construct, id: string, props: MessageQueueProps) {
    super(scope, id, { ...props, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is a dead-letter queue itself: a rule, a handler or the bus puts events here that it could not deliver, nothing consumes them, and an alarm calls a person.',
    });
  }
}
