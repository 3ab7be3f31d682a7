import { InputError } from '../../../../core/errors.ts';
import { AnswerLost } from '../answer-lost.ts';
import { isObject, type JsonObject, type Operations, objectList, optionalText, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { checkRequest, readEntry } from './entry.ts';
import type { EventBus, Rule } from './event-bus.ts';
import type { EventBuses } from './event-buses.ts';
import { listed } from './listed.ts';
import { compilePattern } from './pattern.ts';
import type { Target } from './target.ts';

/** `AWSEvents.*`. */
export function eventBusOperations(buses: EventBuses): Operations {
  const busOf = (input: JsonObject): EventBus => {
    const name = optionalText(input, 'EventBusName') ?? 'default';
    const bus = buses.get(name);
    if (bus !== undefined) return bus;
    throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  };
  return {
    PutEvents: (input) => {
      const entries = objectList(input, 'Entries');
      checkRequest(entries);
      const { fault } = buses;
      if (buses.quotas?.takeRequest() === false || fault?.throttles(entries) === true) {
        buses.meter?.(entries.length, entries.length, true);
        return throttled(entries);
      }
      const results = entries.map((entry) => fault?.refusal(entry) ?? putEntry(buses, entry));
      let failed = 0;
      for (const result of results) if ('ErrorCode' in result) failed += 1;
      buses.meter?.(entries.length, failed, false);
      if (fault?.losesAnswer(entries) === true) throw new AnswerLost('PutEvents');
      return { FailedEntryCount: failed, Entries: results };
    },
    TestEventPattern: (input) => {
      const event = parsed(requiredText(input, 'Event'), 'Event');
      if (!isObject(event)) throw new ServiceError('ValidationException', 'Parameter Event is not valid.');
      return { Result: compiled(requiredText(input, 'EventPattern'))(event) };
    },
    ListEventBuses: (input) =>
      listed(
        input,
        'EventBuses',
        buses.all(),
        ({ name, arn }) => ({ Name: name, Arn: arn }),
        ({ name }) => name,
      ),
    ListRules: (input) => {
      const bus = busOf(input);
      const shown = (rule: Rule): JsonObject => ({
        Name: rule.name,
        Arn: rule.arn,
        EventPattern: rule.eventPattern,
        State: rule.enabled ? 'ENABLED' : 'DISABLED',
        EventBusName: bus.name,
      });
      return listed(input, 'Rules', bus.rules, shown, ({ name }) => name);
    },
    ListTargetsByRule: (input) => {
      const { rule } = ruleOf(busOf(input), input);
      return listed(input, 'Targets', rule.targets, ({ id, arn, declared }) => declared ?? { Id: id, Arn: arn });
    },
    PutTargets: (input) => {
      const { bus, rule } = ruleOf(busOf(input), input);
      const targets = objectList(input, 'Targets').map((declared) => targetOf(rule, declared));
      checkTargets(rule, targets);
      bus.putTargets(rule.name, targets);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}

function ruleOf(bus: EventBus, input: JsonObject): { readonly bus: EventBus; readonly rule: Rule } {
  const name = requiredText(input, 'Rule');
  const rule = bus.rules.find((candidate) => candidate.name === name);
  if (rule !== undefined) return { bus, rule };
  throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
}

function targetOf({ targetFrom }: Rule, declared: JsonObject): Target {
  try {
    if (targetFrom !== undefined) return targetFrom(declared);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new ServiceError('ValidationException', error.message);
  }
  throw new ServiceError('UnknownOperationException', 'not implemented by the local runtime: EventBridge.PutTargets');
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const TARGETS_A_RULE = 5;

/** @throws ServiceError ValidationException, LimitExceededException */
function checkTargets(rule: Rule, targets: readonly Target[]): void {
  const ids = new Set(targets.map(({ id }) => id));
  if (ids.size < targets.length) {
    throw new ServiceError('ValidationException', 'Targets: each Id may occur once in a request.');
  }
  for (const { id } of rule.targets) ids.add(id);
  if (ids.size <= TARGETS_A_RULE) return;
  throw new ServiceError(
    'LimitExceededException',
    `The requested resource exceeds the maximum number allowed: rule ${rule.name} would have ${ids.size} targets, at most ${TARGETS_A_RULE} are allowed.`,
  );
}

/** Above the region's quota every entry fails by itself; the whole request does not. */
function throttled(entries: readonly JsonObject[]): JsonObject {
  const failure = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded for PutEvents in this region.' };
  return { FailedEntryCount: entries.length, Entries: entries.map(() => failure) };
}

function putEntry(buses: EventBuses, input: JsonObject): JsonObject {
  const entry = readEntry(input);
  if ('ErrorCode' in entry) return { ...entry };
  const bus = buses.get(entry.eventBusName);
  return { EventId: bus === undefined ? buses.lose(entry.eventBusName) : bus.put(entry) };
}

function compiled(pattern: string): (event: JsonObject) => boolean {
  try {
    return compilePattern(parsed(pattern, 'EventPattern'));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('ValidationException', `Parameter ${name} is not valid JSON.`);
  }
}
