import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { CompiledEvent, StampedEvent } from '../../../catalog/definition.ts';
import type { ApplyEvents } from './event-result.ts';
import { type BatchPorts, processBatch } from './process-batch.ts';

export type BatchHandler = (
  invocation: KinesisStreamEvent,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
) => Promise<KinesisStreamBatchResponse>;

/** The Lambda handler of one event type. */
export function handleBatch<Type extends string, Data>(
  definition: CompiledEvent<Type, Data>,
  apply: ApplyEvents<StampedEvent<Type, Data>>,
  ports: BatchPorts,
): BatchHandler {
  return (invocation, context) =>
    processBatch(invocation.Records, {
      definition,
      apply,
      ports,
      requestId: context.awsRequestId,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
}
