import type { EventBuses } from '../services/event-bus/event-buses.ts';
import type { EventSourceMapping } from '../services/event-source-mapping/event-source-mapping.ts';
import { isObject } from '../services/operation.ts';

/** The services that events of a type pass through. */
export interface RoutedServices {
  readonly buses: EventBuses;
  readonly mappings: readonly Pick<EventSourceMapping, 'settings'>[];
}

/** The way of one event type from its rule on. */
export interface EventRoute {
  readonly type: string;
  readonly busName: string;
  readonly ruleName: string;
  readonly ruleArn: string;
  /** `undefined`: the rule has no stream as its target. */
  readonly stream: string | undefined;
  /** `undefined`: no mapping reads the stream. */
  readonly functionName: string | undefined;
}

/** Returns the rule, stream and function of each event type that a rule names, in the order of the rules. */
export function eventRoutes({ buses, mappings }: RoutedServices): EventRoute[] {
  return buses.all().flatMap((bus) =>
    bus.rules.flatMap(({ name, arn, eventPattern, targets }) => {
      const pattern: unknown = JSON.parse(eventPattern);
      const types = isObject(pattern) ? pattern['detail-type'] : undefined;
      if (!Array.isArray(types)) return [];
      const streamArn = targets.map((target) => target.arn).find((target) => target.split(':')[2] === 'kinesis');
      const mapping = mappings.find(({ settings }) => settings.streamArn === streamArn);
      return types
        .filter((type) => typeof type === 'string')
        .map((type) => ({
          type,
          busName: bus.name,
          ruleName: name,
          ruleArn: arn,
          stream: streamArn?.split('/').at(-1),
          functionName: mapping?.settings.functionName,
        }));
    }),
  );
}
