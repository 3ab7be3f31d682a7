import type { Calibration } from '../../core/capacity/measure/calibration.ts';
import type { GovernorMode } from '../../core/capacity/model/workload.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';
import type { Poll } from '../../local/aws/services/event-source-mapping/settings.ts';
import type { Disturbance } from './disturbances.ts';
import type { ServiceTimes } from './service-times.ts';
import type { TrafficPattern } from './traffic.ts';

/**
 * The post-mortem's architecture: a bounded queue that refuses when it is full, and handlers that take one event after
 * the other.
 */
export interface BrokerSettings {
  /** One queue for all types, or one for each type with the same settings. */
  readonly queues: 'one' | 'by-type';
  /** Events that a queue holds. ≥ 1 */
  readonly capacity: number;
  /** Handlers of a queue. ≥ 1 */
  readonly handlers: number;
  /** Mean time of an event, exponential. Above 0. */
  readonly handlerMs: number;
}

export interface SimulationOptions {
  /** Name of the run in reports. */
  readonly name: string;
  /** What the run simulates, in a sentence. */
  readonly says?: string;
  /** What another party's report states about the same traffic. */
  readonly theySaid?: string;
  readonly chain: Chain;
  /** How long phones send, in seconds. Above 0. */
  readonly seconds: number;
  /** The same seed gives the same run, to the byte. @default 1 */
  readonly seed?: number;
  readonly traffic?: TrafficPattern;
  readonly disturbances?: readonly Disturbance[];
  /** @default measured times, and the capacity model's assumptions for the rest */
  readonly times?: ServiceTimes;
  readonly calibration?: Calibration;
  /** @default 'aws': a poll a second */
  readonly poll?: Poll;
  /** Most environments of a function. @default the account's concurrency */
  readonly maxEnvironments?: number;
  /** Environments of a function that start at once. @default without limit */
  readonly startsAtOnce?: number;
  /** Seconds after the last arrival in which the backlog may drain. @default the arrivals' time, at least 60 */
  readonly drainSeconds?: number;
  /** Most open records: with more, the run ends early and reports it. Each takes about 300 bytes. @default 3,000,000 */
  readonly mostOpenRecords?: number;
  /** What the governor may do. @default 'off' */
  readonly governor?: GovernorMode;
  /** When hunts start that are announced, in seconds. @default none */
  readonly startsAt?: readonly number[];
  /** Share of a stage's rates that `chain` is a miniature of, for reports. @default 1 */
  readonly fraction?: number;
  /** Simulates the broker in place of the chain. */
  readonly broker?: BrokerSettings;
  /** Called now and then with the progress of the run, in simulated seconds. */
  readonly onProgress?: (seconds: number, ofSeconds: number) => void;
}
