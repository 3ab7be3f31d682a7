import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { PROCESSING_SETTINGS } from '../core/capacity/plan/settings.ts';
import { processingSetting, type TypeTopology } from '../core/chain/type-topology.ts';
import type { FailureBucket } from './failure-bucket.ts';
import type { NodeFunction } from './node-function.ts';

export interface SourceMappingProps {
  readonly stream: Stream;
  readonly handler: NodeFunction;
  readonly failures: FailureBucket;
  readonly topology: TypeTopology;
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
    const { mapping, stream } = props.topology;
    super(scope, id, {
      eventSourceArn: props.stream.streamArn,
      functionName: props.handler.lambda.functionArn,
      startingPosition: mapping.startingPosition.value,
      batchSize: mapping.batchSize.value,
      maximumBatchingWindowInSeconds: mapping.batchingWindowSeconds.value,
      parallelizationFactor: mapping.parallelizationFactor.value,
      maximumRetryAttempts: mapping.retryAttempts.value,
      maximumRecordAgeInSeconds: mapping.maxRecordAgeSeconds.value,
      bisectBatchOnFunctionError: mapping.bisectBatchOnError.value,
      functionResponseTypes: mapping.reportBatchItemFailures.value ? ['ReportBatchItemFailures'] : [],
      destinationConfig: { onFailure: { destination: props.failures.bucketArn } },
      metricsConfig: { metrics: ['EventCount'] },
    });
    props.handler.allow(CONSUME, [props.stream.streamArn]);
    props.failures.allowFailures(props.handler);
    // Lambda checks the permissions when the mapping is created.
    this.node.addDependency(props.handler.lambda.role ?? props.handler);
    this.addMetadata('Cairn', { shards: stream.shards.reason, ...reasons(props.topology) });
  }
}

function reasons(topology: TypeTopology): Record<string, string> {
  return Object.fromEntries(
    PROCESSING_SETTINGS.map((name) => {
      const { value, reason } = processingSetting(topology, name);
      return [name, `${value ?? 'none'}: ${reason}`];
    }),
  );
}
