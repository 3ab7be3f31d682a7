import { type CfnElement, Duration, Stack, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import type { StorageSettings } from '../core/chain/storage.ts';
import type { NodeFunction } from './node-function.ts';
import { stateRemoval } from './state-removal.ts';

/** Lambda's own key layout: `aws/lambda/<mapping>/<shard>/<date>/<time>-<uuid>` (lambda/latest/dg, kinesis-on-failure-destination). */
const LAMBDA_PREFIX = 'aws/lambda/*';

/** Keeps the payload of every record that a source mapping gave up. Queues would get metadata only. */
export class FailureBucket extends Bucket {
  constructor(scope: Construct, id: string, stage: Stage, { failureDays, unfinishedUploadDays }: StorageSettings) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        {
          expiration: Duration.days(failureDays.value),
          abortIncompleteMultipartUploadAfter: Duration.days(unfinishedUploadDays.value),
        },
      ],
      removalPolicy: stateRemoval(stage),
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only Lambda writes here, a few objects when something fails; a second bucket of access logs would tell less than CloudTrail does.',
    });
  }

  /** Lets the source mapping of `to` store what it gave up: Lambda does so in the function's name. */
  allowFailures(to: NodeFunction): void {
    const objects = this.arnForObjects(LAMBDA_PREFIX);
    to.allow(['s3:PutObject'], [objects]);
    to.allow(['s3:ListBucket'], [this.bucketArn]);
    const bucketId = Stack.of(this).getLogicalId(this.node.defaultChild as CfnElement);
    Validations.of(to).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${LAMBDA_PREFIX}]`,
      reason: 'Lambda chooses the key of each object, under this prefix, from shard, time and a random id.',
    });
  }
}
