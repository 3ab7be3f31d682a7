import type { AlarmState } from './evaluate.ts';

export interface SuppressorSettings {
  /** Name of the alarm that holds the actions while it is in ALARM. */
  readonly alarmName: string;
  /** How long a change waits for the suppressor to go into ALARM. Milliseconds. */
  readonly waitMs: number;
  /** How long actions are still held after the suppressor has left ALARM. Milliseconds. */
  readonly extensionMs: number;
}

/** As DescribeAlarms calls it. */
export type SuppressedBy = 'WaitPeriod' | 'Alarm' | 'ExtensionPeriod';

/**
 * Holds the actions of a composite alarm. A change that is taken back while it is held causes no action, as the alarm is
 * then in the state that its last action reported; AWS's pages say nothing of it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export class Suppression {
  readonly settings: SuppressorSettings;
  readonly #wakeAfter: (delayMs: number) => void;
  #by: SuppressedBy | undefined;
  /** Of the wait or extension period. */
  #end = 0;

  /** @param wakeAfter has `holds` asked again when a period ends */
  constructor(settings: SuppressorSettings, wakeAfter: (delayMs: number) => void) {
    this.settings = settings;
    this.#wakeAfter = wakeAfter;
  }

  get by(): SuppressedBy | undefined {
    return this.#by;
  }

  /**
   * Whether actions are held at `now`.
   * @param isPending whether the composite's state is another than its last action reported
   */
  holds(now: number, isPending: boolean, suppressor: AlarmState | undefined): boolean {
    if (suppressor === 'ALARM') {
      this.#by = 'Alarm';
      return true;
    }
    if (this.#by === 'Alarm') this.#begin('ExtensionPeriod', now, this.settings.extensionMs);
    else if (this.#by === 'WaitPeriod' && !isPending) this.#by = undefined;
    else if (this.#by === undefined && isPending) this.#begin('WaitPeriod', now, this.settings.waitMs);
    if (this.#by === undefined) return false;
    if (now < this.#end) return true;
    this.#by = undefined;
    return false;
  }

  #begin(by: SuppressedBy, now: number, periodMs: number): void {
    this.#by = by;
    this.#end = now + periodMs;
    if (periodMs > 0) this.#wakeAfter(periodMs);
  }
}
