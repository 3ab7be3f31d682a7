/** The post-mortem, played in virtual time: runs of the same traffic, side by side. */
export interface PostMortem {
  /** Length of a frame. */
  readonly frameSeconds: number;
  readonly runs: readonly PostMortemRun[];
}

/** One of the runs. Lists have a value for each frame; a run that ended earlier has fewer. */
export interface PostMortemRun {
  readonly name: string;
  /** What is simulated. */
  readonly says: string;
  /** What the post-mortem itself reported; left out of runs that are not its own. */
  readonly theySaid?: string;
  /** Events a second. */
  readonly offered: readonly number[];
  readonly accepted: readonly number[];
  readonly processed: readonly number[];
  /** Events a second in refused attempts. */
  readonly refused: readonly number[];
  /** Events that wait at the frame's end. */
  readonly backlog: readonly number[];
  /** Milliseconds; `null`: no effect was stored. */
  readonly p99: readonly (number | null)[];
  /** Of the whole run, as the comparison has them. */
  readonly figures: readonly (readonly [label: string, value: string])[];
}
