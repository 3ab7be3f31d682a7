import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { JsonObject } from '../operation.ts';
import { uuid } from '../uuid.ts';
import type { Archive, ArchivedEvent } from './archive.ts';
import { Delivery, type DeliveryExtras, type DeliveryFault, type DeliveryObserver } from './delivery.ts';
import type { Entry } from './entry.ts';
import type { Matcher } from './pattern.ts';
import { type Origin, type PublishedEvent, publishEntry, replayed } from './published-event.ts';
import type { Target } from './target.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly eventPattern: string;
  readonly matches: Matcher;
  readonly enabled: boolean;
  readonly targets: readonly Target[];
  /** Creates a target from a declaration of PutTargets. @throws InputError */
  readonly targetFrom?: (declared: JsonObject) => Target;
}

export interface BusObserver extends DeliveryObserver {
  /** Called when an entry is accepted; the returned value stays with the event as its tag. */
  published(entry: Entry): unknown;
  /** No rule matched: EventBridge reports nothing about the event. */
  unmatched(event: PublishedEvent): void;
}

/** What a simulation replaces. */
export interface BusSeams {
  /** Creates the event of an entry. @default its envelope and JSON */
  readonly publish?: (entry: Entry, tag: unknown) => PublishedEvent;
  /** Milliseconds from PutEvents to the first attempt, for all events of one turn. @default 0 */
  readonly latencyMs?: () => number;
}

/** A bus: matches its events with rules. Delivery is asynchronous, so PutEvents never waits for a target. */
export class EventBus {
  readonly name: string;
  readonly arn: string;
  #rules: readonly Rule[] = [];
  readonly #scheduler: Scheduler;
  readonly #publish: (entry: Entry, tag: unknown) => PublishedEvent;
  readonly #latencyMs: (() => number) | undefined;
  readonly #observer: BusObserver;
  readonly #delivery: Delivery;
  readonly #archives: Archive[] = [];
  #undelivered: PublishedEvent[] = [];

  constructor(
    identity: { readonly name: string; readonly arn: string },
    origin: Origin,
    scheduler: Scheduler,
    random: Random,
    observer: BusObserver,
    extras: DeliveryExtras = {},
    { publish, latencyMs }: BusSeams = {},
  ) {
    this.name = identity.name;
    this.arn = identity.arn;
    this.#scheduler = scheduler;
    this.#observer = observer;
    this.#latencyMs = latencyMs;
    this.#publish = publish ?? ((entry, tag) => publishEntry(entry, uuid(random), this.#scheduler.now(), origin, tag));
    this.#delivery = new Delivery(scheduler, random, observer, extras);
  }

  /** Adds a rule, or replaces the one with its name. Pending deliveries to the old targets continue. */
  addRule(rule: Rule): void {
    const place = this.#rules.findIndex(({ name }) => name === rule.name);
    this.#rules = place < 0 ? [...this.#rules, rule] : this.#rules.with(place, rule);
  }

  removeRule(name: string): void {
    this.#rules = this.#rules.filter((rule) => rule.name !== name);
  }

  /** Adds targets to a rule. A target with an id that the rule has replaces the old one. */
  putTargets(ruleName: string, targets: readonly Target[]): void {
    const ids = new Set(targets.map(({ id }) => id));
    this.#rules = this.#rules.map((rule) =>
      rule.name === ruleName
        ? { ...rule, targets: [...rule.targets.filter(({ id }) => !ids.has(id)), ...targets] }
        : rule,
    );
  }

  /** May be replaced at any time. */
  set deliveryFault(fault: DeliveryFault | undefined) {
    this.#delivery.fault = fault;
  }

  get rules(): readonly Rule[] {
    return this.#rules;
  }

  /** Accepts an entry. @returns the event's id */
  put(entry: Entry): string {
    const event = this.#publish(entry, this.#observer.published(entry));
    this.#undelivered.push(event);
    if (this.#undelivered.length === 1) this.#scheduler.schedule(0, () => this.#deliverAll());
    return event.id;
  }

  addArchive(archive: Archive): void {
    this.#archives.push(archive);
  }

  /**
   * Routes an archived event again, marked with the replay's name; archives do not store it again.
   * @param ruleArns the only rules that may match it @default all rules
   */
  replay(archived: ArchivedEvent, replayName: string, ruleArns?: ReadonlySet<string>): void {
    const event = replayed(archived, replayName, this.#scheduler.now());
    for (const rule of this.#rules) {
      if (ruleArns === undefined || ruleArns.has(rule.arn)) this.#offer(event, rule);
    }
  }

  #deliverAll(): void {
    const events = this.#undelivered;
    this.#undelivered = [];
    const route = () => {
      for (const event of events) this.#route(event);
    };
    if (this.#latencyMs === undefined) route();
    else this.#scheduler.schedule(this.#latencyMs(), route);
  }

  #route(event: PublishedEvent): void {
    for (const archive of this.#archives) archive.take(event);
    let matched = false;
    for (const rule of this.#rules) if (this.#offer(event, rule)) matched = true;
    if (!matched) this.#observer.unmatched(event);
  }

  #offer(event: PublishedEvent, rule: Rule): boolean {
    if (!rule.enabled || !rule.matches(event.envelope)) return false;
    for (const target of rule.targets) this.#delivery.deliver(event, target);
    return true;
  }
}
