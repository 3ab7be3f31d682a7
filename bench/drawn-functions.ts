import { pascalName } from '../catalog/names.ts';
import {
  type HandlerTime,
  type ServiceTimeDistribution,
  sampler,
} from '../core/capacity/model/service-time-distribution.ts';
import { EVENT_SOURCE } from '../core/chain/bus-entry-source.ts';
import { type Random, seededRandom } from '../core/random.ts';
import type { Scheduler } from '../core/scheduler/scheduler.ts';
import { prepareEntries } from '../lambdas/ingest/prepare-entries.ts';
import type { EventBuses } from '../local/aws/services/event-bus/event-buses.ts';
import { eventBusOperations } from '../local/aws/services/event-bus/operations.ts';
import type { Executor, Invocation, InvocationResult } from '../local/aws/services/function-pool/invocation.ts';
import type { LocalCloud } from '../local/aws/template/local-cloud.ts';
import type { ServiceTimes } from '../tools/simulate/service-times.ts';

const HEADERS = { 'content-type': 'application/json' };

/** Puts functions in the place of the template's that only wait: for the times that the simulator draws too. */
export function drawFunctions(
  { functions, buses }: LocalCloud,
  types: readonly { readonly type: string }[],
  times: ServiceTimes,
  scheduler: Scheduler,
): void {
  const named = (part: string) => {
    const found = functions.all().find(({ name }) => name.includes(part));
    if (found === undefined) throw new Error(`no function ${part}`);
    return found;
  };
  const [bus] = buses.all();
  const ingest = drawnIngest(times.ingest, buses, bus?.name ?? '', scheduler, seededRandom(11));
  functions.update(named('IngestFunction'), ingest);
  functions.update(named('QueryFunction'), drawnQuery(times.query, scheduler, seededRandom(13)));
  for (const { type } of types) {
    const handler = named(`${pascalName(type)}Handler`);
    functions.update(handler, drawnHandler(times.handler(type, handler.memoryMb), scheduler, seededRandom(12)));
  }
}

/** Ingest's own preparation of entries in this process, published after a drawn time; no SDK and no thread. */
function drawnIngest(
  time: ServiceTimeDistribution,
  buses: EventBuses,
  eventBusName: string,
  scheduler: Scheduler,
  random: Random,
): Executor {
  const serviceMs = sampler(time, random);
  const { PutEvents } = eventBusOperations(buses);
  return waiting(serviceMs, scheduler, ({ payload }) => {
    const { requestContext, ...request } = JSON.parse(payload);
    const receivedAt = new Date(requestContext.requestTimeEpoch).toISOString();
    const { entries, results } = prepareEntries(bodyOf(request), {
      playerId: requestContext.authorizer.playerId,
      receivedAt,
    });
    PutEvents?.({
      Entries: entries.map(({ type, detail }) => ({
        EventBusName: eventBusName,
        Source: EVENT_SOURCE,
        DetailType: type,
        Detail: detail,
      })),
    });
    return JSON.stringify({ statusCode: 202, headers: HEADERS, body: JSON.stringify({ results }) });
  });
}

/** Of a request to ingest as API Gateway hands it on: in base64, as every media type is a binary one to it. */
export function bodyOf({ body, isBase64Encoded }: IngestBody): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

export interface IngestBody {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Answers every read with nothing. */
function drawnQuery(time: ServiceTimeDistribution, scheduler: Scheduler, random: Random): Executor {
  return waiting(sampler(time, random), scheduler, () =>
    JSON.stringify({ statusCode: 200, headers: HEADERS, body: '{}' }),
  );
}

/** A handler that only waits for as long as its batch is drawn to take. */
function drawnHandler({ invocation, record }: HandlerTime, scheduler: Scheduler, random: Random): Executor {
  const invocationMs = sampler(invocation, random);
  const recordMs = sampler(record, random);
  const batchMs = ({ payload }: Invocation): number => {
    const { Records } = JSON.parse(payload) as { readonly Records: readonly unknown[] };
    return Records.reduce((sum: number) => sum + recordMs(), invocationMs());
  };
  return waiting(batchMs, scheduler, () => '{"batchItemFailures":[]}');
}

/** @param answer made once the time is over */
function waiting(
  serviceMs: (invocation: Invocation) => number,
  scheduler: Scheduler,
  answer: (invocation: Invocation) => string,
): Executor {
  return {
    discard: () => {},
    run: (_: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void) => {
      scheduler.schedule(serviceMs(invocation), () => {
        ready();
        done({ payload: answer(invocation) });
      });
    },
  };
}
