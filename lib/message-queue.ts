import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import type { QueueSettings } from '../core/chain/storage.ts';
import { stateRemoval } from './state-removal.ts';

/** A queue that parks messages until a person or a redrive takes them: encrypted, over TLS only. */
export class MessageQueue extends Queue {
  constructor(scope: Construct, id: string, stage: Stage, { retentionDays }: QueueSettings) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(retentionDays.value),
      removalPolicy: stateRemoval(stage),
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is the end of the way itself: a rule, a handler or the bus puts here what it could not deliver, nothing consumes it, and its alarm calls a person.',
    });
  }
}
