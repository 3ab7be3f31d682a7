import type { JsonObject } from '../operation.ts';
import { uuidOf } from '../uuid.ts';
import type { Archive } from './archive.ts';
import type { EntryError } from './entry.ts';
import type { EventBus } from './event-bus.ts';
import type { BusQuotas } from './regional-quotas.ts';
import type { Replay } from './replay.ts';

/** Called after each PutEvents request. */
export type RequestMeter = (entries: number, failedEntries: number, isThrottled: boolean) => void;

/** Faults of PutEvents requests that AWS does not document. */
export interface PutEventsFault {
  /** Returns whether the whole request is throttled. */
  throttles(entries: readonly JsonObject[]): boolean;
  /** Returns the error of the entry, if it fails; it is then not published. */
  refusal(entry: JsonObject): EntryError | undefined;
  /** Returns whether the answer is lost; the entries are published. */
  losesAnswer(entries: readonly JsonObject[]): boolean;
}

/** The account's event buses by name, with their archives and replays. */
export class EventBuses {
  /** `undefined`: no limits. */
  readonly quotas: BusQuotas | undefined;
  readonly meter: RequestMeter | undefined;
  /** May be replaced at any time. */
  fault: PutEventsFault | undefined;
  readonly archives = new Map<string, Archive>();
  readonly replays = new Map<string, Replay>();
  readonly #byName = new Map<string, EventBus>();
  readonly #onUnknownBus: ((nameOrArn: string) => void) | undefined;
  readonly #unknown = new Set<string>();
  #lost = 0;

  /** @param onUnknownBus called once for each unknown bus that entries name @default nothing */
  constructor(quotas?: BusQuotas, meter?: RequestMeter, onUnknownBus?: (nameOrArn: string) => void) {
    this.quotas = quotas;
    this.meter = meter;
    this.#onUnknownBus = onUnknownBus;
  }

  add(bus: EventBus): void {
    this.#byName.set(bus.name, bus);
  }

  /** Archives what is published on `bus` from now on. */
  addArchive(archive: Archive, bus: EventBus): void {
    this.archives.set(archive.settings.name, archive);
    bus.addArchive(archive);
  }

  /** @param nameOrArn a bus's name or ARN */
  get(nameOrArn: string): EventBus | undefined {
    return this.#byName.get(nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? '') : nameOrArn);
  }

  /**
   * Accepts an entry for an unknown bus: EventBridge answers with an id and loses the event (aws/aws-cli#9186).
   * @returns the event's id
   */
  lose(nameOrArn: string): string {
    if (!this.#unknown.has(nameOrArn)) {
      this.#unknown.add(nameOrArn);
      this.#onUnknownBus?.(nameOrArn);
    }
    this.#lost += 1;
    return uuidOf(`${nameOrArn} ${this.#lost}`);
  }

  all(): EventBus[] {
    return [...this.#byName.values()];
  }
}
