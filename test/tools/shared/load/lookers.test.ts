import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import type { Phone } from '../../../../tools/shared/load/fleet.ts';
import { Lookers } from '../../../../tools/shared/load/lookers.ts';
import type { Transport } from '../../../../tools/shared/load/transport.ts';

const PHONES = Array.from({ length: 100 }, (_, index) => ({ token: `token ${index}`, apiKey: 'key' }) satisfies Phone);

function looking(
  looks: readonly { path: string; secondsBetween: number }[],
  seconds: number,
  status?: number,
  lateMs = 0,
) {
  const scheduler = new VirtualScheduler();
  const asked: string[] = [];
  const get: Transport['get'] = (path, _phone, answered) => {
    asked.push(path);
    scheduler.schedule(20, () => answered({ status } as never));
  };
  const lookers = new Lookers({
    looks,
    phones: PHONES,
    transport: { get } as Transport,
    scheduler: { now: () => scheduler.now(), schedule: (delayMs, run) => scheduler.schedule(delayMs + lateMs, run) },
    random: seededRandom(1),
    seconds,
  });
  lookers.start();
  return { lookers, scheduler, asked };
}

describe('phones that look', () => {
  it('read as often as all of them together should, and count the answers', () => {
    const { lookers, scheduler, asked } = looking(
      [
        { path: '/leaderboard', secondsBetween: 10 },
        { path: '/hunt', secondsBetween: 100 },
      ],
      300,
      200,
    );
    scheduler.advance(301_000);
    const boards = asked.filter((path) => path === '/leaderboard').length;
    // 100 phones ÷ 10 s × 300 s, within three standard deviations of a Poisson count.
    expect(boards).toBeGreaterThan(3_000 - 3 * Math.sqrt(3_000));
    expect(boards).toBeLessThan(3_000 + 3 * Math.sqrt(3_000));
    expect(lookers.report()).toMatchObject({
      sent: asked.length,
      byStatus: { 200: asked.length },
      failed: 0,
      unanswered: 0,
    });
    expect(lookers.report().latencyMs.p50).toBeCloseTo(20, 0);
  });

  it('read as often if timers are late, and are late by no more than that', () => {
    const { lookers, scheduler, asked } = looking([{ path: '/leaderboard', secondsBetween: 0.5 }], 60, 200, 4);
    scheduler.advance(62_000);
    // 100 phones ÷ 0.5 s × 60 s: one every 5 ms, with timers that are 4 ms late.
    expect(asked.length).toBeGreaterThan(12_000 - 3 * Math.sqrt(12_000));
    expect(asked.length).toBeLessThan(12_000 + 3 * Math.sqrt(12_000));
    expect(lookers.report().sent).toBe(asked.length);
  });

  it('count a missing answer as failed', () => {
    const { lookers, scheduler } = looking([{ path: '/hunt', secondsBetween: 10 }], 10);
    scheduler.advance(11_000);
    const { sent, failed } = lookers.report();
    expect(sent).toBeGreaterThan(0);
    expect(failed).toBe(sent);
  });

  it('stop at once, also if the first look of one kind would come after the end', () => {
    const { lookers, scheduler, asked } = looking(
      [
        { path: '/never', secondsBetween: 1e9 },
        { path: '/hunt', secondsBetween: 1 },
      ],
      60,
      200,
    );
    scheduler.advance(1_000);
    lookers.stop();
    const until = asked.length;
    scheduler.advance(60_000);
    expect(asked).toHaveLength(until);
    expect(asked).not.toContain('/never');
  });
});
