import type { Announced } from '../../lambdas/governor/memory.ts';

/** What a stage reports about itself, from the local runtime or from AWS. Times in milliseconds since the epoch. */
export interface StageFacts {
  /** Where it was read. */
  readonly source: string;
  readonly deployment: Deployment;
  readonly alarms: readonly StandingAlarm[];
  /** By event type. */
  readonly backlogs: Readonly<Record<string, Backlog>>;
  readonly traffic: Traffic;
  /** By event type. */
  readonly hopTimes: Readonly<Record<string, HopTimes>>;
  readonly deadLetters: readonly DeadLetters[];
  /** What the governor did or would have done, the newest last; empty without one. */
  readonly governor: readonly Announced[];
  /** What could not be read, and why. */
  readonly gaps: readonly string[];
}

export interface Deployment {
  /** `undefined`: it is not deployed. */
  readonly at: number | undefined;
  /** Such as `UPDATE_COMPLETE`. */
  readonly state: string;
}

/** An alarm that is raised. */
export interface StandingAlarm {
  /** Its name in CloudWatch. */
  readonly name: string;
  readonly since: number;
  readonly reason: string;
}

/** Events of a type that wait in its stream. */
export interface Backlog {
  readonly events: number;
  /** `false` on AWS, which counts no backlog: then it follows from the age and from what arrived since. */
  readonly isCounted: boolean;
  readonly oldestSeconds: number;
  /** Whether its source mapping reads. */
  readonly reads: boolean;
}

/** What the hops of a type did in the last minutes. Times are 99th percentiles in milliseconds; `undefined` without data. */
export interface HopTimes {
  /** Records that the stream took, from whoever writes. */
  readonly writtenPerSecond: number;
  /** From PutEvents until the record is in the stream. */
  readonly deliveryMs: number | undefined;
  /** Of the handler, for a batch. */
  readonly batchMs: number | undefined;
  /** From ingest to the stored effect. */
  readonly endToEndMs: number | undefined;
}

/** What arrived within the last minutes. */
export interface Traffic {
  /** Length of the time that was read. */
  readonly seconds: number;
  /** Requests, including those that were throttled. */
  readonly requests: number;
  /** Accepted events by type. */
  readonly accepted: Readonly<Record<string, number>>;
  /** Events by type that handlers finished or put into quarantine. */
  readonly handled: Readonly<Record<string, number>>;
  readonly refused: readonly Refused[];
}

/** Events or requests that were not accepted. */
export interface Refused {
  /** Left out for requests. */
  readonly type?: string;
  readonly outcome: 'rejected' | 'throttled' | 'shed';
  readonly cause: string;
  readonly count: number;
}

/** Events that wait for a person. */
export interface DeadLetters {
  /** Left out where the place holds all types. */
  readonly type?: string;
  /** Such as `quarantine`. */
  readonly place: string;
  /** AWS's or Cairn's code. Left out where reading it would change the message. */
  readonly cause?: string;
  readonly count: number;
}
