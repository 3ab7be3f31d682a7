import type { HandlerTime, ServiceTimeDistribution } from '../core/capacity/model/service-time-distribution.ts';
import { sampler } from '../core/capacity/model/service-time-distribution.ts';
import type { Random } from '../core/random.ts';
import type { Scheduler } from '../core/scheduler/scheduler.ts';
import { prepareEntries } from '../lambdas/ingest/prepare-entries.ts';
import type { EventBuses } from '../local/aws/services/event-bus/event-buses.ts';
import { eventBusOperations } from '../local/aws/services/event-bus/operations.ts';
import type { Executor, Invocation, InvocationResult } from '../local/aws/services/function-pool/invocation.ts';

type Done = (result: InvocationResult) => void;

/** Ingest's own preparation of entries in this process, published after a drawn time; no SDK and no thread. */
export function drawnIngest(
  time: ServiceTimeDistribution,
  buses: EventBuses,
  eventBusName: string,
  scheduler: Scheduler,
  random: Random,
  arrived: (eventIds: readonly string[], atMs: number) => void,
): Executor {
  const serviceMs = sampler(time, random);
  const { PutEvents } = eventBusOperations(buses);
  return {
    discard: () => {},
    run: (_environment: number, { payload }: Invocation, ready: () => void, done: Done) => {
      const { body, requestContext } = JSON.parse(payload);
      const receivedAt = new Date(requestContext.requestTimeEpoch).toISOString();
      const { entries, results } = prepareEntries(body, { playerId: requestContext.authorizer.playerId, receivedAt });
      scheduler.schedule(serviceMs(), () => {
        ready();
        arrived(
          results.map(({ id }) => id ?? ''),
          requestContext.requestTimeEpoch,
        );
        PutEvents?.({
          Entries: entries.map(({ type, detail }) => ({
            EventBusName: eventBusName,
            Source: 'cairn.ingest',
            DetailType: type,
            Detail: detail,
          })),
        });
        const headers = { 'content-type': 'application/json' };
        done({ payload: JSON.stringify({ statusCode: 202, headers, body: JSON.stringify({ results }) }) });
      });
    },
  };
}

/** A handler that only waits for as long as its batch is drawn to take. */
export function drawnHandler(
  { invocation, record }: HandlerTime,
  scheduler: Scheduler,
  random: Random,
  stored: (eventIds: readonly string[]) => void,
): Executor {
  const invocationMs = sampler(invocation, random);
  const recordMs = sampler(record, random);
  return {
    discard: () => {},
    run: (_environment: number, { payload }: Invocation, ready: () => void, done: Done) => {
      const { Records } = JSON.parse(payload) as {
        readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
      };
      let milliseconds = invocationMs();
      for (let index = 0; index < Records.length; index += 1) milliseconds += recordMs();
      scheduler.schedule(milliseconds, () => {
        ready();
        for (const { kinesis } of Records) {
          const { detail } = JSON.parse(Buffer.from(kinesis.data, 'base64').toString());
          stored(detail.events.map(({ id }: { readonly id: string }) => id));
        }
        done({ payload: '{"batchItemFailures":[]}' });
      });
    },
  };
}
