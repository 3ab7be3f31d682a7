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

/** An alarm as it stands. */
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

/** How long after a minute its alarms are judged: the last of its values are in by then. */
const SETTLE_MS = 1_000;
/** Composites may be of composites; each round brings the states one level up. */
const MAX_LEVELS = 10;

/**
 * The account's alarms, judged once a minute. An alarm begins without data and changes only by what it sees; actions are
 * not taken here, the change is handed to whoever listens.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export class Alarms {
  readonly #scheduler: Scheduler;
  readonly #standings = new Map<string, AlarmStanding>();
  #onChange: (change: AlarmChange) => void = () => {};

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** One of the same name gives way, and its state stays: "the alarm's state is left unchanged" by an update. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
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

  /** Judges all alarms after each full minute from now on. @param before called first, such as to sample what is not counted */
  start(before: () => void = () => {}): void {
    const now = this.#scheduler.now();
    const next = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS + SETTLE_MS;
    this.#scheduler.schedule(next - now, () => {
      before();
      this.judge();
      this.start(before);
    });
  }

  /** Judges all alarms now: those on metrics first, then those that are made of others. */
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
