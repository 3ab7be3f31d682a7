import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { StreamPlan } from '../core/chain/stream-plan.ts';
import type { FailureBucket } from './failure-bucket.ts';
import type { NodeFunction } from './node-function.ts';

export interface SourceMappingProps {
  readonly stream: Stream;
  readonly handler: NodeFunction;
  readonly failures: FailureBucket;
  readonly processing: StreamPlan['processing'];
  readonly shards: StreamPlan['shards'];
}

/** What Lambda does as the consumer of a provisioned or on-demand stream, in the function's name. */
const CONSUME = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
] as const;

/**
 * Reads the stream and invokes the handler. Every setting is written out, and its reason stands in the template's
 * metadata beside it: no default of Lambda's (endless retries, a week of record age) decides anything.
 */
export class SourceMapping extends CfnEventSourceMapping {
  constructor(scope: Construct, id: string, props: SourceMappingProps) {
    const { processing } = props;
    super(scope, id, {
      eventSourceArn: props.stream.streamArn,
      functionName: props.handler.lambda.functionArn,
      // LATEST may miss events while a mapping is created or updated (lambda/latest/dg, services-kinesis-create).
      startingPosition: 'TRIM_HORIZON',
      batchSize: processing.batchSize.value,
      maximumBatchingWindowInSeconds: processing.batchingWindowSeconds.value,
      parallelizationFactor: processing.parallelizationFactor.value,
      maximumRetryAttempts: processing.retryAttempts.value,
      maximumRecordAgeInSeconds: processing.maxRecordAgeSeconds.value,
      bisectBatchOnFunctionError: processing.bisectBatchOnError.value,
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: props.failures.bucketArn } },
      metricsConfig: { metrics: ['EventCount'] },
    });
    props.handler.allow(CONSUME, [props.stream.streamArn]);
    props.failures.allowFailures(props.handler);
    // Lambda checks the permissions when the mapping is created.
    this.node.addDependency(props.handler.lambda.role ?? props.handler);
    this.addMetadata('Cairn', { shards: props.shards.reason, ...reasons(processing) });
  }
}

function reasons(processing: StreamPlan['processing']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(processing).map(([name, { value, reason }]) => [name, `${value}: ${reason}`]),
  );
}
