import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { MINUTE_MS } from '../metrics/series.ts';
import type { AlarmRule } from './alarm-rule.ts';
import type { AlarmState } from './evaluate.ts';
import type { MetricAlarm } from './metric-alarm.ts';

export interface CompositeAlarmSettings {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly rule: string;
  readonly holds: AlarmRule;
}

/** An alarm with its current state. */
export interface AlarmStanding {
  readonly alarm: MetricAlarm | CompositeAlarmSettings;
  readonly state: AlarmState;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface AlarmChange {
  readonly name: string;
  readonly description: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
}

/** Delay between the end of a minute and its evaluation, so that the minute's last values are present. */
const SETTLE_MS = 1_000;
/** Composite alarms may refer to composite alarms; each round passes the states one level up. */
const MAX_LEVELS = 10;

/**
 * The account's alarms, evaluated once a minute. An alarm starts without data and changes only by data. Actions are not
 * run here; a listener gets each change.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export class Alarms {
  readonly #scheduler: Scheduler;
  readonly #standings = new Map<string, AlarmStanding>();
  #onChange: (change: AlarmChange) => void = () => {};

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /**
   * Adds an alarm, or replaces the one with its name and keeps its state: an update leaves "the alarm's state
   * unchanged".
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  add(alarm: MetricAlarm | CompositeAlarmSettings): void {
    const known = this.#standings.get(nameOf(alarm));
    if (known !== undefined) {
      this.#standings.set(nameOf(alarm), { ...known, alarm });
      return;
    }
    const since = this.#scheduler.now();
    const reason = 'Unchecked: Initial alarm creation';
    this.#standings.set(nameOf(alarm), { alarm, state: 'INSUFFICIENT_DATA', reason, since });
  }

  delete(name: string): void {
    this.#standings.delete(name);
  }

  all(): AlarmStanding[] {
    return [...this.#standings.values()];
  }

  onChange(listener: (change: AlarmChange) => void): void {
    this.#onChange = listener;
  }

  /**
   * Evaluates all alarms after each full minute from now on.
   * @param before called first, such as to sample figures that are not counted
   */
  start(before: () => void = () => {}): void {
    const now = this.#scheduler.now();
    const next = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS + SETTLE_MS;
    this.#scheduler.schedule(next - now, () => {
      before();
      this.judge();
      this.start(before);
    });
  }

  /** Evaluates all alarms now: metric alarms first, then composite alarms. */
  judge(): void {
    const now = this.#scheduler.now();
    for (const standing of this.all()) {
      if (!('settings' in standing.alarm)) continue;
      const { state, reason } = standing.alarm.evaluate(standing.state, now);
      this.#move(standing, state, reason);
    }
    for (let level = 0; level < MAX_LEVELS; level += 1) if (!this.#judgeComposites()) return;
  }

  #judgeComposites(): boolean {
    let changed = false;
    for (const standing of this.all()) {
      const { alarm } = standing;
      if ('settings' in alarm) continue;
      const state = alarm.holds((name) => this.#standings.get(name)?.state) ? 'ALARM' : 'OK';
      if (this.#move(standing, state, alarm.rule)) changed = true;
    }
    return changed;
  }

  #move({ alarm, state: from }: AlarmStanding, to: AlarmState, reason: string): boolean {
    if (from === to) return false;
    const name = nameOf(alarm);
    this.#standings.set(name, { alarm, state: to, reason, since: this.#scheduler.now() });
    const { description } = 'settings' in alarm ? alarm.settings : alarm;
    this.#onChange({ name, description, from, to, reason });
    return true;
  }
}

function nameOf(alarm: MetricAlarm | CompositeAlarmSettings): string {
  return 'settings' in alarm ? alarm.settings.name : alarm.name;
}
