import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { Follow } from '../../aws/runtime/api-front.ts';
import { difference } from './difference.ts';

/** At most four times a second: an eye sees no more of a number. */
const INTERVAL_MS = 250;
/** After so many rounds without a change it sends a comment, so that a page notices a connection that is dead. */
const QUIET_ROUNDS = 40;

export interface PublisherOptions<State> {
  readonly scheduler: Pick<Scheduler, 'schedule'>;
  /** Called once a round, and for the first page that opens; `undefined`: there is nothing to show yet. */
  readonly state: () => State | undefined;
  /** Called when the first page opens and when the last one closes. @default nothing */
  readonly onLooked?: (isLooked: boolean) => void;
}

interface Viewer {
  readonly send: (text: string) => boolean;
  /** Whether it has the last state; otherwise it gets the next one whole. */
  current: boolean;
}

/** Publishes a state to the pages that follow it: whole at first, then what changes. Does nothing while no page is open. */
export class Publisher<State> {
  readonly #options: PublisherOptions<State>;
  readonly #viewers = new Set<Viewer>();
  #last: State | undefined;
  #cancel: Cancel = () => {};
  #quiet = 0;

  constructor(options: PublisherOptions<State>) {
    this.#options = options;
  }

  readonly follow: Follow = (send) => {
    const viewer: Viewer = { send, current: false };
    this.#viewers.add(viewer);
    if (this.#viewers.size === 1) {
      this.#options.onLooked?.(true);
      this.#round();
    } else {
      this.#sendTo(viewer, undefined);
    }
    return () => {
      if (!this.#viewers.delete(viewer) || this.#viewers.size > 0) return;
      this.#cancel();
      this.#last = undefined;
      this.#options.onLooked?.(false);
    };
  };

  #round(): void {
    const state = this.#options.state();
    const change = state === undefined ? undefined : difference(this.#last, state);
    this.#last = state;
    const text = change === undefined ? undefined : eventText('change', change);
    this.#quiet = text === undefined ? this.#quiet + 1 : 0;
    if (state !== undefined) for (const viewer of this.#viewers) this.#sendTo(viewer, text);
    this.#cancel = this.#options.scheduler.schedule(INTERVAL_MS, () => this.#round());
  }

  /** A page that does not keep up misses changes, and gets the whole state once it reads again. */
  #sendTo(viewer: Viewer, change: string | undefined): void {
    if (this.#last === undefined) return;
    if (!viewer.current) {
      viewer.current = viewer.send(eventText('state', this.#last));
      return;
    }
    if (change !== undefined) viewer.current = viewer.send(change);
    else if (this.#quiet % QUIET_ROUNDS === QUIET_ROUNDS - 1) viewer.send(': quiet\n\n');
  }
}

/** One server-sent event. JSON has no line breaks. */
function eventText(name: 'state' | 'change', value: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
}
