import { type Hop, hopText } from '../../core/hop-text.ts';
import { isTraced } from '../../core/trace-sample.ts';

/** Most ids in one line: with 64 characters each and an entry for each, a line has under 32 KB. CloudWatch Logs takes 1 MB. */
const MAX_IDS = 200;
/** An id of an event or entry. Whatever else stands in its place could be anything, and is not logged. */
const ID = /^[\w-]{1,64}$/;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** Collects what became of events at one hop, for the log. */
export class EventHops {
  readonly #lines: string[] = [];
  #line = '';
  #last = '';
  #ids = 0;
  #entryId: string | undefined;
  #safeEntryId: string | undefined;

  /** @param id that was validated @param oneIn see `isTraced` */
  add(id: string, oneIn: number, { entryId, outcome, code }: Hop): void {
    if (!isTraced(id, oneIn)) return;
    if (entryId !== this.#entryId) {
      this.#entryId = entryId;
      this.#safeEntryId = isId(entryId) ? entryId : undefined;
    }
    const text = hopText({ entryId: this.#safeEntryId, outcome, code });
    if (this.#ids === MAX_IDS) this.#end();
    // Events that follow each other and are equal in all but their id share a hop.
    this.#line += text === this.#last ? `,${id}` : `${this.#line === '' ? '' : ';'}${text}${id}`;
    this.#last = text;
    this.#ids += 1;
  }

  /** Texts for one line each; none if there is nothing to note. */
  lines(): readonly string[] {
    return this.#line === '' ? this.#lines : [...this.#lines, this.#line];
  }

  #end(): void {
    this.#lines.push(this.#line);
    this.#line = '';
    this.#last = '';
    this.#ids = 0;
  }
}
