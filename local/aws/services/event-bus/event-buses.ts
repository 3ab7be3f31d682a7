import type { JsonObject } from '../operation.ts';
import { uuidOf } from '../uuid.ts';
import type { Archive } from './archive.ts';
import type { EntryError } from './entry.ts';
import type { EventBus } from './event-bus.ts';
import type { BusQuotas } from './regional-quotas.ts';
import type { Replay } from './replay.ts';

/** Told of each PutEvents request. */
export type RequestMeter = (entries: number, failedEntries: number, isThrottled: boolean) => void;

/** What may go wrong with PutEvents requests beside what AWS documents. */
export interface PutEventsFault {
  /** Whether the request is throttled as a whole. */
  throttles(entries: readonly JsonObject[]): boolean;
  /** Why the entry fails, if it does: it is then not published. */
  refusal(entry: JsonObject): EntryError | undefined;
  /** Whether the answer gets lost; the entries are published. */
  losesAnswer(entries: readonly JsonObject[]): boolean;
}

/** The account's event buses by name, with the archives and replays that are on them. */
export class EventBuses {
  /** Left out, nothing is limited. */
  readonly quotas: BusQuotas | undefined;
  readonly meter: RequestMeter | undefined;
  /** May be exchanged at any time. */
  fault: PutEventsFault | undefined;
  readonly archives = new Map<string, Archive>();
  readonly replays = new Map<string, Replay>();
  readonly #byName = new Map<string, EventBus>();
  readonly #onUnknownBus: ((nameOrArn: string) => void) | undefined;
  readonly #unknown = new Set<string>();
  #lost = 0;

  /** @param onUnknownBus is called once for each bus that entries name and that is not there. @default nothing */
  constructor(quotas?: BusQuotas, meter?: RequestMeter, onUnknownBus?: (nameOrArn: string) => void) {
    this.quotas = quotas;
    this.meter = meter;
    this.#onUnknownBus = onUnknownBus;
  }

  add(bus: EventBus): void {
    this.#byName.set(bus.name, bus);
  }

  /** Keeps what is published on `bus` from now on. */
  addArchive(archive: Archive, bus: EventBus): void {
    this.archives.set(archive.settings.name, archive);
    bus.addArchive(archive);
  }

  /** @param nameOrArn a bus's name or ARN */
  get(nameOrArn: string): EventBus | undefined {
    return this.#byName.get(nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? '') : nameOrArn);
  }

  /**
   * An entry for a bus that is not there: EventBridge answers with an id, and the event is lost (aws/aws-cli#9186).
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
