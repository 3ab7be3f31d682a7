import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import { ServiceError } from '../service-error.ts';
import type { ShardObserver } from './shard.ts';
import { Stream, type StreamSettings } from './stream.ts';

/** Where streams are that CreateStream makes. */
export interface StreamsHome {
  readonly account: string;
  readonly region: string;
}

/** The account's streams. */
export class Streams {
  readonly scheduler: Scheduler;
  readonly home: StreamsHome;
  readonly #observe: ((streamName: string) => ShardObserver) | undefined;
  readonly #byName = new Map<string, Stream>();

  /** @param observe makes what watches a stream's throughput */
  constructor(
    scheduler: Scheduler,
    home: StreamsHome = { account: '000000000000', region: 'us-east-1' },
    observe?: (streamName: string) => ShardObserver,
  ) {
    this.scheduler = scheduler;
    this.home = home;
    this.#observe = observe;
  }

  create(settings: StreamSettings): Stream {
    const stream = new Stream(settings, this.scheduler, this.#observe?.(settings.name));
    this.#byName.set(settings.name, stream);
    return stream;
  }

  delete(stream: Stream): void {
    this.#byName.delete(stream.settings.name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** @param nameOrArn a stream's name or ARN. @throws ServiceError ResourceNotFoundException */
  named(nameOrArn: string): Stream {
    const name = nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? '') : nameOrArn;
    const stream = this.#byName.get(name);
    if (stream !== undefined) return stream;
    throw new ServiceError('ResourceNotFoundException', `Stream ${name} under account ${this.home.account} not found.`);
  }

  all(): Stream[] {
    return [...this.#byName.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }
}
