import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { CompiledEvent, StampedEvent } from '../../../catalog/definition.ts';
import { LAST_CALL_MS } from '../../../core/handler-limits.ts';
import { Deadline } from '../deadline.ts';
import type { GamePorts } from '../ports.ts';
import { patientTable } from '../store/patient-table.ts';
import { Attempts } from './attempts.ts';
import type { ApplyEvents } from './event-result.ts';
import { type BatchPorts, processBatch } from './process-batch.ts';

export type BatchHandler = (
  invocation: KinesisStreamEvent,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
) => Promise<KinesisStreamBatchResponse>;

/**
 * The Lambda handler of one event type.
 * @param makeApply receives a table that retries short faults and begins no call that could outlast the invocation
 */
export function handleBatch<Type extends string, Data>(
  definition: CompiledEvent<Type, Data>,
  makeApply: (ports: GamePorts) => ApplyEvents<StampedEvent<Type, Data>>,
  ports: BatchPorts & GamePorts,
): BatchHandler {
  const deadline = new Deadline();
  const table = patientTable(ports, deadline);
  const apply = makeApply({ ...ports, table });
  // The counts use a table client of their own: a written count does not prove that the handler's own writes work.
  const attempts = new Attempts({ ...ports, table: patientTable(ports, deadline, LAST_CALL_MS) }, definition.type);
  return (invocation, context) => {
    deadline.begin(() => context.getRemainingTimeInMillis());
    return processBatch(invocation.Records, {
      definition,
      apply,
      attempts,
      deadline,
      isProven: () => table.hasWritten(),
      ports,
      requestId: context.awsRequestId,
    });
  };
}
