import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { DlqDestinationConfig, IEventSourceDlq, IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { type CfnElement, type Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * Lambda's own key layout: `aws/lambda/<mapping>/<shard>/<date>/<time>-<uuid>` (lambda/latest/dg,
 * kinesis-on-failure-destination).
 */
const LAMBDA_PREFIX = 'aws/lambda/*';

export interface FailureBucketProps {
  /** How long the bucket keeps the payload of a record. Whole days, ≥ 1. */
  readonly expiration: Duration;
  /** When S3 gives up an upload that did not end. Whole days, ≥ 1. */
  readonly abortIncompleteMultipartUploadAfter: Duration;
  /** Removal policy. CloudFormation never deletes a bucket that contains objects: `cdk destroy` stops at it. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Keeps the payload of every record that a source mapping gave up. A queue would get only metadata. As a mapping's
 * `onFailure` it lets the handler store objects; CDK's `S3OnFailureDestination` would let it read and delete them too.
 */
export class FailureBucket extends Bucket implements IEventSourceDlq {
  readonly expiration: Duration;

  constructor(scope: Construct, id: string, props: FailureBucketProps) {
    const { expiration, abortIncompleteMultipartUploadAfter, removalPolicy } = props;
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration, abortIncompleteMultipartUploadAfter }],
      removalPolicy,
    });
    this.expiration = expiration;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only Lambda writes here, a few objects when something fails; a second bucket of access logs would contain less than CloudTrail.',
    });
  }

  bind(_mapping: IEventSourceMapping, handler: IFunction): DlqDestinationConfig {
    this.grantStoreFailures(handler);
    return { destination: this.bucketArn };
  }

  /** Lets a handler's source mappings store records that they give up: Lambda writes with the function's role. */
  private grantStoreFailures(handler: IFunction): void {
    const allow = (grantee: IGrantable, action: string, resource: string) =>
      Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [resource] });
    allow(handler, 's3:PutObject', this.arnForObjects(LAMBDA_PREFIX));
    allow(handler, 's3:ListBucket', this.bucketArn);
    const bucketId = Stack.of(this).getLogicalId(this.node.defaultChild as CfnElement);
    // The statement is in the policy of the function's role.
    Validations.of(handler.role ?? handler).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${LAMBDA_PREFIX}]`,
      reason: 'Lambda chooses the key of each object, under this prefix, from shard, time and a random id.',
    });
  }
}
