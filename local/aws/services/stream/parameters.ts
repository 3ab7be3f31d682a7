import type { ServiceParameters } from '../api/parameters.ts';

export const STREAM_PARAMETERS: ServiceParameters = {
  CreateStream: {
    effective: 'StreamName ShardCount StreamModeDetails',
    inert: { Tags: 'no operation served here reads them' },
  },
  DeleteStream: {
    effective: 'StreamName StreamARN',
    inert: { EnforceConsumerDeletion: 'no stream has registered consumers' },
  },
  DescribeStream: { effective: 'StreamName StreamARN Limit ExclusiveStartShardId' },
  DescribeStreamSummary: { effective: 'StreamName StreamARN' },
  GetRecords: { effective: 'ShardIterator Limit StreamARN' },
  GetShardIterator: {
    effective: 'StreamName StreamARN ShardId ShardIteratorType StartingSequenceNumber Timestamp',
  },
  ListShards: { effective: 'StreamName StreamARN NextToken ExclusiveStartShardId MaxResults ShardFilter' },
  ListStreams: { effective: 'Limit ExclusiveStartStreamName NextToken' },
  MergeShards: { effective: 'StreamName StreamARN ShardToMerge AdjacentShardToMerge' },
  PutRecord: {
    effective: 'StreamName StreamARN Data PartitionKey ExplicitHashKey',
    inert: { SequenceNumberForOrdering: 'the sequence numbers of a shard increase in any case' },
  },
  PutRecords: { effective: 'StreamName StreamARN Records' },
  SplitShard: { effective: 'StreamName StreamARN ShardToSplit NewStartingHashKey' },
  UpdateShardCount: { effective: 'StreamName StreamARN TargetShardCount ScalingType' },
};
