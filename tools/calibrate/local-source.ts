import { pascalName } from '../../catalog/names.ts';
import { InputError, withCauses } from '../../core/errors.ts';
import type { HandlerMeasurements } from '../../local/start/measurements.ts';
import type { MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import { measureRequestTimes } from './cloudwatch-source.ts';
import type { MeasuredChain, MeasuredType } from './measured-chain.ts';

/** Newest metrics that the local runtime's CloudWatch keeps: two hours. */
const KEPT_MS = 2 * 3_600_000;

/**
 * What the local runtime has measured since it started.
 * @throws InputError if none answers, or if it has received no events
 */
export async function measureLocal(
  url: string,
  types: readonly string[],
  metricsAt: (awsUrl: string) => MetricReader,
  now: number,
  send: typeof fetch = fetch,
): Promise<MeasuredChain> {
  const read = async (page: string): Promise<unknown> => {
    let found: string;
    try {
      const response = await send(`${url}${page}`);
      if (response.ok) return await response.json();
      found = `${page} answers ${response.status}`;
    } catch (error) {
      found = `no answer: ${withCauses(error)}`;
    }
    throw new InputError({
      input: '--url',
      received: `${url} (${found})`,
      allowed: 'the API of a local runtime',
      remedy: 'Start one with npm start -- --players 0, and send load to it: npm run cairn -- load.',
    });
  };
  const { stage, awsUrl } = (await read('/local/health')) as { readonly stage: string; readonly awsUrl: string };
  const handlers = (await read('/local/measurements')) as readonly HandlerMeasurements[];
  const prefix = `cairn-${stage}-`;
  const measured = types.flatMap((type): [string, MeasuredType][] => {
    const handler = handlers.find(({ functionName }) => functionName.startsWith(`${prefix}${pascalName(type)}Handler`));
    return handler === undefined ? [] : [[type, typeOf(handler)]];
  });
  if (measured.length === 0) {
    throw new InputError({
      input: url,
      received: 'no invocation of a handler',
      allowed: 'a runtime that events were sent to',
      remedy: 'Send load to it first: npm run cairn -- load.',
    });
  }
  const requestTimes = await measureRequestTimes(metricsAt(awsUrl), prefix, now - KEPT_MS, now);
  return {
    // The local EventBridge delivers immediately, which says nothing about AWS's.
    source: `local runtime at ${url}, stage ${stage}`,
    ...requestTimes,
    types: Object.fromEntries(measured),
  };
}

/**
 * `true` if the busiest key has more records than chance gives the busiest of many equal keys. The share of the busiest
 * of equal keys is only one ÷ the number of simulated phones, which says nothing about real players.
 */
function standsOut({ records, distinctKeys, hottestKeyRecords }: HandlerMeasurements): boolean {
  if (distinctKeys < 2) return false;
  const even = records / distinctKeys;
  return hottestKeyRecords > even + 6 * Math.sqrt(even) + 6;
}

function typeOf(handler: HandlerMeasurements): MeasuredType {
  const { invocations, records, events, bytes, samples } = handler;
  return {
    invocations,
    records,
    events,
    bytes,
    ...(standsOut(handler) && { hottestKeyShare: handler.hottestKeyRecords / records }),
    batches: samples.map(([size, milliseconds]) => ({ records: size, milliseconds, invocations: 1 })),
  };
}
