import { type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface MessageQueueProps {
  /** How long a message waits for a person or a redrive. 60 s to 14 days. */
  readonly retentionPeriod: Duration;
  /** What becomes of it and its messages when it leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
}

/** A queue that parks messages until a person or a redrive takes them: encrypted, over TLS only. */
export class MessageQueue extends Queue {
  constructor(scope: Construct, id: string, props: MessageQueueProps) {
    super(scope, id, { ...props, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is the end of the way itself: a rule, a handler or the bus puts here what it could not deliver, nothing consumes it, and its alarm calls a person.',
    });
  }
}
