import { nameOfAlarm } from '../../core/monitoring/alarm.ts';
import type { Monitoring } from '../../core/monitoring/monitoring.ts';
import type { AlarmMessage } from '../../local/aws/services/alarms/actions.ts';
import {
  type AlarmStanding,
  type Alarms,
  type CompositeAlarmSettings,
  settingsOf,
} from '../../local/aws/services/alarms/alarms.ts';

interface Change {
  readonly id: string;
  readonly isRaised: boolean;
  readonly at: number;
}

/** What the local CloudWatch's alarms did, by the ids of their definitions. */
export class AlarmHistory {
  readonly #alarms: Alarms;
  readonly #prefix: string;
  readonly #changes: Change[] = [];
  readonly #messages: AlarmMessage[] = [];

  constructor(alarms: Alarms, { alarms: single, composites }: Monitoring, stageName: string, now: () => number) {
    this.#alarms = alarms;
    this.#prefix = `cairn-${stageName}`;
    const ids = new Map([...single, ...composites].map(({ id }) => [this.#name(id), id]));
    alarms.onChange(({ name, to }) => {
      const id = ids.get(name);
      if (id !== undefined) this.#changes.push({ id, isRaised: to === 'ALARM', at: now() });
    });
    alarms.onMessage((message) => this.#messages.push(message));
  }

  #name(id: string): string {
    return nameOfAlarm(this.#prefix, id);
  }

  #standing(id: string): AlarmStanding | undefined {
    const name = this.#name(id);
    return this.#alarms.all().find(({ alarm }) => settingsOf(alarm).name === name);
  }

  isRaised(id: string): boolean {
    return this.#standing(id)?.state === 'ALARM';
  }

  /** Ids of what is raised now. */
  raised(): readonly string[] {
    const latest = new Map(this.#changes.map(({ id, isRaised }) => [id, isRaised]));
    return [...latest].filter(([, isRaised]) => isRaised).map(([id]) => id);
  }

  /** Times from `since` on. Milliseconds since the epoch. */
  raisedAt(id: string, since: number): number | undefined {
    return this.#changes.find((change) => change.id === id && change.isRaised && change.at >= since)?.at;
  }

  /** When it was last cleared, if it is not raised now. */
  clearedAt(id: string): number | undefined {
    const last = this.#changes.findLast((change) => change.id === id);
    return last === undefined || last.isRaised ? undefined : last.at;
  }

  /** When it sent the message that it is raised. */
  messageAt(id: string, since: number): number | undefined {
    const name = this.#name(id);
    return this.#messages.find(({ alarm, to, at }) => alarm === name && to === 'ALARM' && at >= since)?.at;
  }

  /** Of a composite, as the template has it: its rule and how long it waits for its suppressor. */
  composite(id: string): Pick<CompositeAlarmSettings, 'holds' | 'suppressor'> | undefined {
    const alarm = this.#standing(id)?.alarm;
    return alarm === undefined || 'settings' in alarm ? undefined : alarm;
  }

  /**
   * Whether the rule of a composite depends on the alarm, all other alarms being good, or raised where `others` says so.
   */
  reads(compositeId: string, id: string, others: readonly string[]): boolean {
    const composite = this.composite(compositeId);
    const names = new Set(others.map((other) => this.#name(other)));
    const holdsWhile = (raised: boolean): boolean | undefined =>
      composite?.holds((name) => ((name === this.#name(id) ? raised : names.has(name)) ? 'ALARM' : 'OK'));
    return holdsWhile(true) === true && holdsWhile(false) === false;
  }
}
