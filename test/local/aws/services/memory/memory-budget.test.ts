import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import type { Share } from '../../../../../local/aws/services/memory/share.ts';

/** A history of items, each with its bytes and its time. */
class Log {
  readonly held: { readonly bytes: number; readonly at: number }[] = [];
  readonly #share: Share;

  constructor(share: Share) {
    this.#share = share;
    share.add(this);
  }

  keep(bytes: number, at: number): void {
    this.held.push({ bytes, at });
    this.#share.hold(bytes);
  }

  oldestAt(): number | undefined {
    return this.held[0]?.at;
  }

  letGoOldest(): number {
    return this.held.shift()?.bytes ?? 0;
  }
}

function newBudget(bytes?: number) {
  const heard: string[] = [];
  const budget = new MemoryBudget(bytes, {
    letsGo: (share, limitBytes) => heard.push(`${share} at ${limitBytes}`),
    full: (budgetBytes, waiting) => heard.push(`full at ${budgetBytes}: ${JSON.stringify(waiting)}`),
    hasRoom: () => heard.push('room'),
  });
  return { budget, heard };
}

describe('a share of the memory budget', () => {
  it('drops the oldest item of any log, and counts the dropped ones', () => {
    const { budget } = newBudget(400);
    const share = budget.share('records', 1 / 4);
    const [one, other] = [new Log(share), new Log(share)];
    one.keep(40, 1);
    other.keep(40, 2);
    one.keep(40, 3);
    expect([one.held, other.held].map((held) => held.map(({ at }) => at))).toEqual([[3], [2]]);
    other.keep(40, 4);
    expect([one.held, other.held].map((held) => held.map(({ at }) => at))).toEqual([[3], [4]]);
    expect(budget.figures().history).toEqual({ records: { bytes: 80, limitBytes: 100, letGo: 2 } });
  });

  it('reports only the first time that it drops an item', () => {
    const { budget, heard } = newBudget(400);
    const log = new Log(budget.share('records', 1 / 4));
    for (let at = 0; at < 10; at += 1) log.keep(60, at);
    expect(heard).toEqual(['records at 100']);
  });

  it('shrinks as waiting data grows, and holds nothing once the budget is full', () => {
    const { budget } = newBudget(400);
    const log = new Log(budget.share('records', 1 / 2));
    for (let at = 0; at < 20; at += 1) log.keep(10, at);
    expect(log.held).toHaveLength(20);
    budget.waiting('messages').hold(200);
    log.keep(10, 20);
    expect(log.held).toHaveLength(10);
    budget.waiting('messages').hold(200);
    expect(log.held).toEqual([]);
  });

  it('drops nothing of a budget without a limit', () => {
    const { budget, heard } = newBudget();
    const log = new Log(budget.share('records', 1 / 2));
    for (let at = 0; at < 1_000; at += 1) log.keep(1e9, at);
    expect([log.held.length, heard, budget.figures().budgetBytes]).toEqual([1_000, [], null]);
  });

  it('is refused if all shares together would exceed the whole', () => {
    const { budget } = newBudget(400);
    budget.share('records', 3 / 4);
    expect(budget.share('records', 3 / 4)).toBe(budget.share('records', 3 / 4));
    expect(() => budget.share('objects', 1 / 2)).toThrow(
      'share "objects" of 0.5: the shares together would be 1.25, above 1',
    );
  });
});

describe('the waiting data', () => {
  it('fills the budget, is reported once with its kinds, and has room again at nine tenths', () => {
    const { budget, heard } = newBudget(100);
    const messages = budget.waiting('messages');
    budget.waiting('records').hold(40);
    messages.hold(59);
    expect([budget.isFull, heard]).toEqual([false, []]);
    messages.hold(1);
    messages.hold(100);
    expect([budget.isFull, heard]).toEqual([true, ['full at 100: {"messages":60,"records":40}']]);
    messages.release(110);
    expect(budget.isFull).toBe(true);
    messages.release(1);
    expect([budget.isFull, heard.slice(1)]).toEqual([false, ['room']]);
  });
});

describe('the budget', () => {
  it('counts held bytes exactly, and limits each share to its part of the memory without waiting data', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('keep' as const), log: fc.nat(2), bytes: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ kind: fc.constant('wait' as const), log: fc.nat(2), bytes: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ kind: fc.constant('read' as const), log: fc.nat(2), bytes: fc.nat(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { budget } = newBudget(1_000);
        const logs = ['a', 'b', 'c'].map((name) => new Log(budget.share(name, 1 / 3)));
        const waiting = budget.waiting('messages');
        const open: number[] = [];
        for (const [at, { kind, log, bytes }] of steps.entries()) {
          if (kind === 'keep') logs[log]?.keep(bytes, at);
          if (kind === 'wait') {
            open.push(bytes);
            waiting.hold(bytes);
          }
          if (kind === 'read') waiting.release(open.shift() ?? 0);
          const held = logs.map((each) => each.held.reduce((sum, { bytes: some }) => sum + some, 0));
          const { history, waitingBytes } = budget.figures();
          expect(Object.values(history).map((share) => share.bytes)).toEqual(held);
          expect(waitingBytes.messages).toBe(open.reduce((sum, some) => sum + some, 0));
          const limit = Math.max(0, 1_000 - waiting.bytes) / 3;
          expect(held[log] ?? 0).toBeLessThanOrEqual(kind === 'keep' ? limit : 1_000 / 3);
        }
      }),
    );
  });
});
