/** An alarm that is raised. */
export interface RaisedAlarm {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly reason: string;
}

/** Reads CloudWatch's alarms. */
export interface AlarmReader {
  /** Alarms and composites that are raised, by the start of their names. */
  raised(namePrefix: string): Promise<readonly RaisedAlarm[]>;
}
