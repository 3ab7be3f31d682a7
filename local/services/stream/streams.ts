import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { ServiceError } from '../service-error.ts';
import { Stream, type StreamSettings } from './stream.ts';

/** The account's streams. */
export class Streams {
  readonly clock: Clock;
  readonly #byName = new Map<string, Stream>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  create(settings: StreamSettings): Stream {
    const stream = new Stream(settings, this.clock);
    this.#byName.set(settings.name, stream);
    return stream;
  }

  /** @param nameOrArn a stream's name or ARN. @throws ServiceError ResourceNotFoundException */
  named(nameOrArn: string): Stream {
    const name = nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? '') : nameOrArn;
    const stream = this.#byName.get(name);
    if (stream !== undefined) return stream;
    throw new ServiceError('ResourceNotFoundException', `Stream ${name} under account 000000000000 not found.`);
  }

  all(): Stream[] {
    return [...this.#byName.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }
}
