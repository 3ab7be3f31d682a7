/** A line of a log group. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Name of its log group. */
  readonly group: string;
  readonly text: string;
}

/** CloudWatch Logs, as far as `trace` needs it. */
export interface LogSearch {
  /** Bytes that arrived in log groups within a time span: what a query of it scans, at most. */
  bytes(groups: readonly string[], fromMs: number, toMs: number): Promise<number>;
  /** Lines that contain a text, oldest first. */
  lines(groups: readonly string[], text: string, fromMs: number, toMs: number): Promise<readonly LogLine[]>;
}
