import type { Random } from '../../../core/random.ts';
import { CLAIMS, CLUES, PINGS } from './governed-plan.ts';
import type { Story, TypeStory } from './world.ts';

const DAY = 24 * 60;

/** A day as players have it: little at night, a peak in the evening, and noise that no metric is without. */
export function dayOf(peak: number, random: Random): TypeStory['offered'] {
  const noise = Array.from({ length: DAY }, () => 0.9 + 0.2 * random.unit());
  return (minute) => {
    const hour = (minute % DAY) / 60;
    const evening = Math.exp(-((hour - 20) ** 2) / 8);
    const noon = 0.45 * Math.exp(-((hour - 13) ** 2) / 6);
    return peak * Math.max(0.03, Math.max(evening, noon)) * (noise[minute % DAY] ?? 1);
  };
}

/** @param hours from midnight */
export function realDay(random: Random, hours = 24): Story {
  return {
    minutes: hours * 60,
    types: {
      [PINGS.type]: { offered: dayOf(2_700, random) },
      [CLUES.type]: { offered: dayOf(1_300, random) },
      [CLAIMS.type]: { offered: dayOf(600, random) },
    },
  };
}

/** Ten times what is deployed, for five minutes. */
export const BURST: Story = {
  minutes: 90,
  types: {
    [PINGS.type]: { offered: (minute) => (minute >= 10 && minute < 15 ? 40_000 : 1_000) },
    [CLUES.type]: { offered: () => 300 },
    [CLAIMS.type]: { offered: (minute) => (minute >= 10 && minute < 15 ? 4_000 : 100) },
  },
};

/** The table refuses everything for ten minutes, while people play. */
export const OUTAGE: Story = {
  minutes: 180,
  types: Object.fromEntries(
    [PINGS, CLUES, CLAIMS].map(({ type, shards }) => [
      type,
      {
        offered: () => shards * 200,
        failing: (minute: number) => (minute >= 10 && minute < 20 ? 'throttled' : undefined),
      },
    ]),
  ),
};

/** Fifteen times as many players within an hour, five times what is deployed. */
export const GROWTH: Story = {
  minutes: 180,
  types: {
    [PINGS.type]: { offered: (minute) => 1_000 * Math.min(15, 1 + (14 * minute) / 60) },
    [CLUES.type]: { offered: () => 300 },
    [CLAIMS.type]: { offered: () => 100 },
  },
};

/** Quiet, and a start line announced an hour before. */
export const START_LINE: Story = {
  minutes: 240,
  startsAtMinute: 60,
  types: {
    [PINGS.type]: { shards: 1, offered: (minute) => (minute < 60 ? 20 : minute < 120 ? 2_500 : 50) },
    [CLUES.type]: { shards: 1, offered: (minute) => (minute < 60 ? 5 : 600) },
    [CLAIMS.type]: { offered: (minute) => (minute < 60 ? 1 : 200) },
  },
};
