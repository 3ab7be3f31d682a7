import { type ActiveFault, affecting, type FaultsOf } from '../faults/active-fault.ts';
import { type JsonObject, optionalText } from '../operation.ts';
import type { DeliveryFault } from './delivery.ts';
import type { EntryError } from './entry.ts';
import type { PutEventsFault } from './event-buses.ts';
import type { Target } from './target.ts';

/** Failures that AWS asks to retry. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
const INTERNAL: EntryError = { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal failure, by a fault.' };
const THROTTLED: EntryError = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded, by a fault.' };

export function putEventsFault(of: FaultsOf): PutEventsFault | undefined {
  const partial = of('put-events-partial');
  const throttled = of('put-events-throttled');
  const lost = of('put-events-answer-lost');
  if (partial.length + throttled.length + lost.length === 0) return undefined;
  return {
    throttles: (entries) => throttled.length > 0 && affecting(throttled, ...entries.flatMap(keysOf)) !== undefined,
    refusal: (entry) => {
      const fault = affecting(partial, ...keysOf(entry));
      if (fault === undefined) return undefined;
      return fault.coin() ? INTERNAL : THROTTLED;
    },
    losesAnswer: (entries) => lost.length > 0 && affecting(lost, ...entries.flatMap(keysOf)) !== undefined,
  };
}

function keysOf(entry: JsonObject): string[] {
  const bus = optionalText(entry, 'EventBusName') ?? 'default';
  return [optionalText(entry, 'DetailType') ?? '', bus.split('/').at(-1) ?? bus];
}

export function deliveryFault(of: FaultsOf): DeliveryFault | undefined {
  const duplicated = of('delivery-duplicated');
  const delayed = of('delivery-delayed');
  const reordered = of('delivery-reordered');
  const denied = of('target-denied');
  if (duplicated.length + delayed.length + reordered.length + denied.length === 0) return undefined;
  const pause = ({ ruleArn }: Target): number =>
    sum(delayed, ruleArn, ({ spec }) => spec.byMs) + sum(reordered, ruleArn, (fault) => fault.partOfBy());
  const moves = duplicated.length + delayed.length + reordered.length > 0;
  return {
    pauses: (target) => {
      if (!moves) return undefined;
      const twice = affecting(duplicated, target.ruleArn) !== undefined;
      // Each copy is delivered after its own pause.
      const pauses = twice ? [pause(target), pause(target)] : [pause(target)];
      return !twice && pauses[0] === 0 ? undefined : pauses;
    },
    denies: ({ ruleArn }) => denied.length > 0 && affecting(denied, ruleArn) !== undefined,
  };
}

function sum(faults: readonly ActiveFault[], key: string, pauseOf: (fault: ActiveFault) => number): number {
  let pause = 0;
  for (const fault of faults) if (fault.affects(key)) pause += pauseOf(fault);
  return pause;
}
