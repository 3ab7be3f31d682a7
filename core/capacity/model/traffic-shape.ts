import type { TrafficShape } from './workload.ts';

export interface ShapeFigures {
  /** Mean traffic of a month ÷ peak; usage is billed by it. Above 0, at most 1. */
  readonly meanOfPeak: number;
  /** Variance ÷ mean of the arrivals in a second at the peak; 1 is Poisson. */
  readonly dispersion: number;
  /** How the figures are derived; a phrase for the plan. */
  readonly description: string;
}

/** A hunt, as a `start-burst` has it. */
export const HUNT = {
  /** Three hours. */
  seconds: 10_800,
  /** Its events, in seconds of the peak: ten minutes at the peak, the rest at half of it. */
  secondsOfPeak: 600 + 10_200 / 2,
} as const;

/** Assumptions, written out so that a reader can dispute them. */
export const SHAPES: Readonly<Record<TrafficShape, ShapeFigures>> = {
  steady: { meanOfPeak: 1, dispersion: 1, description: 'the peak day and night, with random arrivals (Poisson)' },
  evening: {
    meanOfPeak: 0.29,
    dispersion: 2,
    description: '15 % of the peak all day and a bell of four hours in the evening: 0.15 + 0.85 × 4 ÷ 24',
  },
  'start-burst': {
    meanOfPeak: 0.066,
    dispersion: 4,
    description:
      'a hunt of three hours a day, ten minutes of it at the peak and the rest at half of it: (10 + 170 ÷ 2) ÷ 1,440',
  },
};
