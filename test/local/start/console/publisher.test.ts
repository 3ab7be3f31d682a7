import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { withDifference } from '../../../../local/start/console/difference.ts';
import { Publisher } from '../../../../local/start/console/publisher.ts';

interface Shown {
  readonly count: number;
  readonly rest: string;
}

/** A publisher of a state that the test changes, and pages that put together what they get. */
function publisher() {
  const scheduler = new VirtualScheduler(0);
  const looks: boolean[] = [];
  let state: Shown | undefined = { count: 0, rest: 'same' };
  let measured = 0;
  const published = new Publisher<Shown>({
    scheduler,
    state: () => {
      measured += 1;
      return state;
    },
    onLooked: (isLooked) => looks.push(isLooked),
  });
  const open = () => {
    const texts: string[] = [];
    const page = { shown: undefined as Shown | undefined, reads: true, texts, close: () => {} };
    page.close = published.follow((text) => {
      if (!page.reads) return false;
      texts.push(text);
      const [, name, data] = /^event: (\w+)\ndata: (.*)\n\n$/.exec(text) ?? [];
      if (data !== undefined)
        page.shown = name === 'state' ? JSON.parse(data) : withDifference(page.shown, JSON.parse(data));
      return true;
    });
    return page;
  };
  return {
    scheduler,
    looks,
    open,
    measured: () => measured,
    set: (next: Shown | undefined) => {
      state = next;
    },
  };
}

describe('the publisher', () => {
  it('measures nothing while no page is open, and nothing more once the last is closed', () => {
    const { scheduler, open, measured, looks } = publisher();
    scheduler.advance(10_000);
    expect(measured()).toBe(0);
    const [one, other] = [open(), open()];
    scheduler.advance(1_000);
    one.close();
    scheduler.advance(1_000);
    const before = measured();
    expect(before).toBe(9);
    other.close();
    scheduler.advance(10_000);
    expect([measured(), looks]).toEqual([before, [true, false]]);
  });

  it('sends the whole state at first, then at most four changes a second', () => {
    const { scheduler, open, set } = publisher();
    const page = open();
    expect(page.texts).toEqual(['event: state\ndata: {"count":0,"rest":"same"}\n\n']);
    for (let ms = 10; ms <= 1_000; ms += 10) {
      set({ count: ms, rest: 'same' });
      scheduler.advance(10);
    }
    expect(page.texts.slice(1)).toHaveLength(4);
    expect(page.texts.slice(1).every((text) => /^event: change\ndata: \{"count":\d+\}\n\n$/.test(text))).toBe(true);
  });

  it('sends nothing but a comment now and then while nothing changes', () => {
    const { scheduler, open } = publisher();
    const page = open();
    scheduler.advance(60_000);
    expect(page.texts.slice(1).every((text) => text === ': quiet\n\n')).toBe(true);
    expect(page.texts.length).toBeGreaterThan(3);
    expect(page.texts.length).toBeLessThan(10);
  });

  it('gives a page that opens later the whole state', () => {
    const { scheduler, open, set } = publisher();
    open();
    set({ count: 5, rest: 'same' });
    scheduler.advance(250);
    expect(open().shown).toEqual({ count: 5, rest: 'same' });
  });

  it('gives a page that did not keep up the whole state once it reads again', () => {
    const { scheduler, open, set } = publisher();
    const page = open();
    page.reads = false;
    set({ count: 1, rest: 'other' });
    scheduler.advance(250);
    set({ count: 2, rest: 'other' });
    scheduler.advance(250);
    page.reads = true;
    scheduler.advance(250);
    expect(page.shown).toEqual({ count: 2, rest: 'other' });
    expect(page.texts.at(-1)).toContain('event: state');
  });

  it('waits for a chain that is starting', () => {
    const { scheduler, open, set } = publisher();
    set(undefined);
    const page = open();
    scheduler.advance(1_000);
    expect(page.texts).toEqual([]);
    set({ count: 3, rest: 'same' });
    scheduler.advance(250);
    expect(page.shown).toEqual({ count: 3, rest: 'same' });
  });
});
