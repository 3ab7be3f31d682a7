import { onDemandBytesOf, putUnitsOf } from '../../core/capacity/model/usage.ts';
import type { TypeTopology } from '../../core/chain/type-topology.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { Target } from '../../local/aws/services/event-bus/target.ts';
import {
  EventSourceMapping,
  type MappingMeter,
} from '../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import type { Poll } from '../../local/aws/services/event-source-mapping/settings.ts';
import type { InvokeFunction } from '../../local/aws/services/function-pool/invocation.ts';
import { MemoryBudget } from '../../local/aws/services/memory/memory-budget.ts';
import type { ShardObserver } from '../../local/aws/services/stream/shard.ts';
import { Stream } from '../../local/aws/services/stream/stream.ts';
import type { TypeMeters } from './governing.ts';
import type { BatchRecord } from './handler-model.ts';
import type { RecordTag } from './request.ts';
import type { Tally } from './tally.ts';
import type { Tickets } from './tickets.ts';

export interface StreamPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly poll: Poll;
  readonly invoke: InvokeFunction;
  /** The batches of the handlers' invocations. */
  readonly batches: Pick<Tickets<readonly BatchRecord[]>, 'put'>;
  readonly tally: Tally;
  /** @default no governor looks */
  readonly meters?: TypeMeters | undefined;
}

/** Builds a type's stream with its rule's target and its source mapping. */
export function chainStream(
  { type, rule, stream: settingsOfStream, mapping: processing }: TypeTopology,
  index: number,
  ports: StreamPorts,
): { readonly target: Target; readonly stream: Stream; readonly mapping: EventSourceMapping } {
  const observer = shardObserver(ports.tally, index, ports.meters);
  const stream = new Stream(
    {
      name: type,
      arn: type,
      shardCount: settingsOfStream.deployedShards.value,
      retentionHours: settingsOfStream.retentionHours.value,
      mode: settingsOfStream.mode.value,
    },
    ports.scheduler,
    // Nobody reads a record twice, so the stream keeps none after its read.
    { ...(observer !== undefined && { observe: () => observer }), memory: new MemoryBudget(0) },
  );
  const target: Target = {
    id: type,
    arn: type,
    ruleArn: type,
    permitted: () => true,
    deliver: ({ tag }) => {
      const { key, bytes } = tag as RecordTag;
      stream.put(key.text, '', bytes, key.hashKey, tag);
    },
    retryPolicy: {
      maximumRetryAttempts: rule.maximumRetryAttempts.value,
      maximumEventAgeSeconds: rule.maximumEventAgeSeconds.value,
    },
    deadLetterQueue: { permitted: () => true, send: () => {} },
  };
  const settings = {
    uuid: type,
    functionName: type,
    functionArn: type,
    streamArn: type,
    region: '',
    roleArn: '',
    batchSize: processing.batchSize.value,
    batchingWindowSeconds: processing.batchingWindowSeconds.value,
    parallelizationFactor: processing.parallelizationFactor.value,
    bisectBatchOnError: processing.bisectBatchOnError.value,
    maximumRetryAttempts: processing.retryAttempts.value,
    maximumRecordAgeSeconds: processing.maxRecordAgeSeconds.value,
    reportBatchItemFailures: processing.reportBatchItemFailures.value,
    startingPosition: processing.startingPosition.value,
    enabled: true,
  } as const;
  const { scheduler, random, poll, invoke, batches, tally, meters } = ports;
  const mapping = new EventSourceMapping(settings, poll, stream, {
    scheduler,
    random,
    invoke,
    ...(meters !== undefined && { meter: mappingMeter(meters) }),
    writer: { write: (records) => batches.put(records) },
    observer: {
      processed: (records) => {
        const now = scheduler.now();
        for (const { tag } of records) tally.processed(tag as RecordTag, now);
      },
      discarded: ({ records }) => {
        const now = scheduler.now();
        for (const { tag } of records) tally.deadLettered(tag as RecordTag, now);
      },
    },
  });
  return { target, stream, mapping };
}

function mappingMeter(meters: TypeMeters): MappingMeter {
  return {
    iteratorAge: (milliseconds) => meters.iteratorAgeMs.add(milliseconds),
    polled: () => {},
    invoked: (records) => meters.invokedRecords.add(records),
    // Lambda promises zeros of polled and filtered records alone (lambda/latest/dg, monitoring-metrics-types).
    failed: (records) => meters.failedRecords.add(records),
    discarded: () => {},
  };
}

function shardObserver(tally: Tally, index: number, meters: TypeMeters | undefined): ShardObserver | undefined {
  const counts = tally.types[index];
  if (counts === undefined) return undefined;
  return {
    written: (bytes) => {
      counts.putUnits += putUnitsOf(bytes);
      counts.bytes += bytes;
      counts.roundedBytes += onDemandBytesOf(bytes);
      counts.records += 1;
      meters?.incomingRecords.add(1);
      meters?.incomingBytes.add(bytes);
    },
    writeThrottled: () => {
      tally.throttles.streamWrites += 1;
      counts.streamWritesThrottled += 1;
      meters?.writeThrottled.add(1);
    },
    read: () => {},
    readThrottled: () => {
      tally.throttles.streamReads += 1;
    },
  };
}
