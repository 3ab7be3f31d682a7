import { SIZING } from '../../../core/chain/stream-and-source-mapping.ts';

const { recordAgeSeconds } = SIZING;

/** The record age of each priority, in words. */
export const AGE = {
  critical: `${recordAgeSeconds.critical / 3_600} h`,
  normal: `${recordAgeSeconds.normal / 3_600} h`,
  sheddable: `${recordAgeSeconds.sheddable} s`,
} as const;

/** What a person needs to know to choose the value of an option. */
export interface OptionGuide {
  readonly name: string;
  readonly does: string;
  readonly choose: string;
  readonly formula: string;
  readonly default: string;
  readonly tooLow: string;
  readonly tooHigh: string;
  /** The alarms that a wrong value raises, described by what they watch. */
  readonly alarm: string;
  /** What the sweep in docs/images/<name>.svg shows. */
  readonly plot?: string;
}
