import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import {
  type CfnEventSourceMapping,
  EventSourceMapping,
  type IEventSourceDlq,
  type IFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { PROCESSING_SETTINGS } from '../core/capacity/plan/settings.ts';
import type { EventChainTopology } from '../core/chain/event-chain.ts';
import { processingSetting } from '../core/chain/type-topology.ts';

export interface SourceMappingProps {
  readonly stream: IStream;
  readonly handler: IFunction;
  /** Where Lambda stores a record that it gives up, such as a `FailureBucket`. */
  readonly onFailure: IEventSourceDlq;
  /** The mapping's settings with their reasons, and those of its stream and handler. */
  readonly topology: Pick<EventChainTopology, 'stream' | 'mapping' | 'handler'>;
}

/** The actions of Lambda as the consumer of a provisioned or on-demand stream, with the function's role. */
const CONSUME = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
] as const;

/**
 * Reads the stream and invokes the handler. Writes out every setting, with its reason in the template's metadata, so
 * that no default of Lambda applies (endless retries, a week of record age).
 */
export class SourceMapping extends EventSourceMapping {
  constructor(scope: Construct, id: string, { stream, handler, onFailure, topology }: SourceMappingProps) {
    const { mapping } = topology;
    super(scope, id, {
      target: handler,
      eventSourceArn: stream.streamArn,
      startingPosition: StartingPosition[mapping.startingPosition.value],
      batchSize: mapping.batchSize.value,
      maxBatchingWindow: Duration.seconds(mapping.batchingWindowSeconds.value),
      parallelizationFactor: mapping.parallelizationFactor.value,
      retryAttempts: mapping.retryAttempts.value,
      maxRecordAge: Duration.seconds(mapping.maxRecordAgeSeconds.value),
      bisectBatchOnError: mapping.bisectBatchOnError.value,
      reportBatchItemFailures: mapping.reportBatchItemFailures.value,
      onFailure,
      supportS3OnFailureDestination: true,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    // KinesisEventSource would also grant kinesis:SubscribeToShard and kinesis:ListStreams.
    stream.grant(handler, ...CONSUME);
    // Lambda checks the permissions when the mapping is created.
    this.node.addDependency(handler.role ?? handler);
    (this.node.defaultChild as CfnEventSourceMapping).addMetadata('Cairn', {
      shards: topology.stream.shards.reason,
      ...reasons(topology),
    });
  }
}

function reasons(topology: SourceMappingProps['topology']): Record<string, string> {
  return Object.fromEntries(
    PROCESSING_SETTINGS.map((name) => {
      const { value, reason } = processingSetting(topology, name);
      return [name, `${value ?? 'none'}: ${reason}`];
    }),
  );
}
