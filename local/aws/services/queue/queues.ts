import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import { ServiceError } from '../service-error.ts';
import { Queue, type QueueSettings } from './queue.ts';

/** The account's queues. */
export class Queues {
  readonly #byName = new Map<string, Queue>();
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #memory: MemoryBudget | undefined;

  /** @param memory of all their messages @default no limit */
  constructor(scheduler: Scheduler, random: Random, memory?: MemoryBudget) {
    this.#memory = memory;
    this.#scheduler = scheduler;
    this.#random = random;
  }

  create(settings: QueueSettings): Queue {
    const queue = new Queue(settings, this.#scheduler, this.#random, this.#memory);
    this.#byName.set(settings.name, queue);
    return queue;
  }

  delete(queue: Queue): void {
    this.#byName.delete(queue.settings.name);
    queue.purge();
  }

  byArn(arn: string): Queue | undefined {
    return this.#byName.get(arn.split(':').at(-1) ?? '');
  }

  /** @param urlOrName the queue's URL, with any host, or its name @throws ServiceError QueueDoesNotExist */
  named(urlOrName: string): Queue {
    const queue = this.#byName.get(urlOrName.split('/').at(-1) ?? '');
    if (queue !== undefined) return queue;
    throw new ServiceError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
  }

  all(): Queue[] {
    return [...this.#byName.values()];
  }
}
