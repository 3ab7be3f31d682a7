import type { ChainStage, GovernorMode } from '../capacity/model/workload.ts';
import { type FunctionSettings, reservation } from './functions.ts';
import { type Setting, setting } from './setting.ts';

/** The governor's function and how often it runs. */
export interface GovernorSettings {
  readonly mode: Setting<Exclude<GovernorMode, 'off'>>;
  readonly function: FunctionSettings;
  readonly everyMinutes: Setting<number>;
  /** How long Scheduler tries to begin a run, and how often. */
  readonly maxEventAgeSeconds: Setting<number>;
  readonly retryAttempts: Setting<number>;
}

/** `undefined`: the stage has none. */
export function governorSettings({
  governor = 'off',
  reservedConcurrency,
}: Pick<ChainStage, 'governor' | 'reservedConcurrency'>): GovernorSettings | undefined {
  if (governor === 'off') return undefined;
  return {
    mode: setting(governor, "Set by the stage's governor."),
    function: {
      memoryMb: setting(256, '256 MB: it reads a few descriptions and metrics, and waits for most of its time.'),
      timeoutSeconds: setting(30, '30 s: half of the time until the next run.'),
      reservedConcurrency: reservation(
        setting(
          1,
          '1: two runs at once would decide the same; a conditional write holds too where nothing is reserved.',
        ),
        reservedConcurrency,
      ),
    },
    everyMinutes: setting(1, '1 minute: the period of the metrics that it reads.'),
    maxEventAgeSeconds: setting(
      60,
      "60 s, Scheduler's least: an older run would act on what the next one sees better.",
    ),
    retryAttempts: setting(0, '0: the next run comes within a minute and sees what is.'),
  };
}
