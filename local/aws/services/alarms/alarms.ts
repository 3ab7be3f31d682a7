import type { Cancel, Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { MINUTE_MS } from '../metrics/series.ts';
import { type AlarmActions, type AlarmMessage, actionsFor, NO_ACTIONS } from './actions.ts';
import type { AlarmRule } from './alarm-rule.ts';
import type { AlarmState } from './evaluate.ts';
import type { MetricAlarm } from './metric-alarm.ts';
import { type SuppressedBy, Suppression, type SuppressorSettings } from './suppression.ts';

export interface CompositeAlarmSettings {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly rule: string;
  readonly holds: AlarmRule;
  /** @default none */
  readonly actions?: AlarmActions;
  /** @default nothing holds its actions */
  readonly suppressor?: SuppressorSettings;
}

/** An alarm with its current state. */
export interface AlarmStanding {
  readonly alarm: MetricAlarm | CompositeAlarmSettings;
  readonly state: AlarmState;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** What holds the actions of a composite alarm. */
  readonly suppressedBy?: SuppressedBy;
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
const MAX_MESSAGES = 1_000;

/**
 * The account's alarms, evaluated once a minute. An alarm starts without data and changes only by data. Its actions are
 * recorded as messages; no service receives them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
 */
export class Alarms {
  readonly #scheduler: Scheduler;
  readonly #standings = new Map<string, AlarmStanding>();
  /** The state that the last actions of an alarm reported, by its name. */
  readonly #reported = new Map<string, AlarmState>();
  readonly #suppressions = new Map<string, Suppression>();
  readonly #messages: AlarmMessage[] = [];
  #onChange: (change: AlarmChange) => void = () => {};
  #onMessage: (message: AlarmMessage) => void = () => {};

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /**
   * Adds an alarm, or replaces the one with its name and keeps its state: an update leaves "the alarm's state
   * unchanged".
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  add(alarm: MetricAlarm | CompositeAlarmSettings): void {
    const name = nameOf(alarm);
    const known = this.#standings.get(name);
    this.#suppress(alarm);
    if (known !== undefined) {
      this.#standings.set(name, { ...known, alarm });
      return;
    }
    const since = this.#scheduler.now();
    const reason = 'Unchecked: Initial alarm creation';
    this.#standings.set(name, { alarm, state: 'INSUFFICIENT_DATA', reason, since });
    this.#reported.set(name, 'INSUFFICIENT_DATA');
  }

  delete(name: string): void {
    for (const each of [this.#standings, this.#reported, this.#suppressions]) each.delete(name);
  }

  all(): AlarmStanding[] {
    return [...this.#standings].map(([name, standing]) => {
      const suppressedBy = this.#suppressions.get(name)?.by;
      return suppressedBy === undefined ? standing : { ...standing, suppressedBy };
    });
  }

  /** The newest 1,000 actions of all alarms, oldest first. */
  messages(): readonly AlarmMessage[] {
    return [...this.#messages];
  }

  onMessage(listener: (message: AlarmMessage) => void): void {
    this.#onMessage = listener;
  }

  onChange(listener: (change: AlarmChange) => void): void {
    this.#onChange = listener;
  }

  /**
   * Evaluates all alarms after each full minute from now on.
   * @param before called first, such as to sample figures that are not counted
   * @returns ends the evaluation
   */
  start(before: () => void = () => {}): Cancel {
    const now = this.#scheduler.now();
    const next = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS + SETTLE_MS;
    let cancel = this.#scheduler.schedule(next - now, () => {
      before();
      this.judge();
      cancel = this.start(before);
    });
    return () => cancel();
  }

  /** Evaluates all alarms now: metric alarms first, then composite alarms. */
  judge(): void {
    const now = this.#scheduler.now();
    for (const standing of this.all()) {
      if (!('settings' in standing.alarm)) continue;
      const { state, reason } = standing.alarm.evaluate(standing.state, now);
      this.#move(standing, state, reason);
    }
    for (let level = 0; level < MAX_LEVELS; level += 1) if (!this.#judgeComposites()) break;
    this.#act();
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
    const { description } = settingsOf(alarm);
    this.#onChange({ name, description, from, to, reason });
    return true;
  }

  /** Once all states of a round are known: alarm and suppressor may change in the same one. */
  #act(): void {
    const now = this.#scheduler.now();
    for (const [name, { alarm, state, reason }] of this.#standings) {
      const isPending = this.#reported.get(name) !== state;
      if (this.#isHeld(name, now, isPending) || !isPending) continue;
      this.#reported.set(name, state);
      for (const action of actionsFor(settingsOf(alarm).actions ?? NO_ACTIONS, state)) {
        this.#record({ at: now, alarm: name, to: state, action, reason });
      }
    }
  }

  #isHeld(name: string, now: number, isPending: boolean): boolean {
    const suppression = this.#suppressions.get(name);
    if (suppression === undefined) return false;
    const suppressor = this.#standings.get(suppression.settings.alarmName);
    return suppression.holds(now, isPending, suppressor?.state);
  }

  #suppress(alarm: MetricAlarm | CompositeAlarmSettings): void {
    const suppressor = 'settings' in alarm ? undefined : alarm.suppressor;
    if (suppressor === undefined) {
      this.#suppressions.delete(nameOf(alarm));
      return;
    }
    // Later by what alarms are judged later: a suppressor that is raised in the minute that ends the period holds yet.
    const wakeAfter = (delayMs: number) => this.#scheduler.schedule(delayMs + SETTLE_MS, () => this.#act());
    this.#suppressions.set(nameOf(alarm), new Suppression(suppressor, wakeAfter));
  }

  #record(message: AlarmMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > MAX_MESSAGES) this.#messages.shift();
    this.#onMessage(message);
  }
}

function nameOf(alarm: MetricAlarm | CompositeAlarmSettings): string {
  return settingsOf(alarm).name;
}

/** What alarms of both kinds have in common. */
export function settingsOf(alarm: MetricAlarm | CompositeAlarmSettings) {
  return 'settings' in alarm ? alarm.settings : alarm;
}
