import type { Archive } from './archive.ts';
import type { EventBus } from './event-bus.ts';
import type { BusQuotas } from './regional-quotas.ts';
import type { Replay } from './replay.ts';

/** Told of each PutEvents request. */
export type RequestMeter = (entries: number, failedEntries: number, isThrottled: boolean) => void;

/** The account's event buses by name, with the archives and replays that are on them. */
export class EventBuses {
  /** Left out, nothing is limited. */
  readonly quotas: BusQuotas | undefined;
  readonly meter: RequestMeter | undefined;
  readonly archives = new Map<string, Archive>();
  readonly replays = new Map<string, Replay>();
  readonly #byName = new Map<string, EventBus>();

  constructor(quotas?: BusQuotas, meter?: RequestMeter) {
    this.quotas = quotas;
    this.meter = meter;
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

  all(): EventBus[] {
    return [...this.#byName.values()];
  }
}
