import type { AlarmState } from './evaluate.ts';

/** ARNs of what an alarm does as it reaches a state. */
export interface AlarmActions {
  readonly enabled: boolean;
  readonly onAlarm: readonly string[];
  readonly onOk: readonly string[];
  readonly onInsufficientData: readonly string[];
}

export const NO_ACTIONS: AlarmActions = { enabled: true, onAlarm: [], onOk: [], onInsufficientData: [] };

/** What is done as the state is reached; nothing where actions are disabled. */
export function actionsFor({ enabled, onAlarm, onOk, onInsufficientData }: AlarmActions, to: AlarmState) {
  if (!enabled) return [];
  return { ALARM: onAlarm, OK: onOk, INSUFFICIENT_DATA: onInsufficientData }[to];
}

/** An action that an alarm took. No service receives it: nobody gets a mail. */
export interface AlarmMessage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The alarm's name. */
  readonly alarm: string;
  readonly to: AlarmState;
  /** ARN of the action, such as an SNS topic's. */
  readonly action: string;
  readonly reason: string;
}
