import type { Calibration } from '../../core/capacity/measure/calibration.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';
import type { Poll } from '../../local/aws/services/event-source-mapping/settings.ts';
import type { Disturbance } from './disturbances.ts';
import type { ServiceTimes } from './service-times.ts';
import type { TrafficPattern } from './traffic.ts';

/** The post-mortem's way: a bounded queue that refuses when it is full, and handlers that take event by event. */
export interface BrokerSettings {
  /** One queue for all types, or one for each with the same settings. */
  readonly queues: 'one' | 'by-type';
  /** Events that a queue holds. ≥ 1 */
  readonly capacity: number;
  /** Handlers of a queue. ≥ 1 */
  readonly handlers: number;
  /** Mean time of an event, exponential. Above 0. */
  readonly handlerMs: number;
}

export interface SimulationOptions {
  /** How the run is called in reports. */
  readonly name: string;
  /** What it plays, in a sentence. */
  readonly says?: string;
  /** What somebody else's report says of the same traffic. */
  readonly theySaid?: string;
  readonly chain: Chain;
  /** Seconds in which phones send. Above 0. */
  readonly seconds: number;
  /** The same seed gives the same run, to the byte. @default 1 */
  readonly seed?: number;
  readonly traffic?: TrafficPattern;
  readonly disturbances?: readonly Disturbance[];
  /** @default what was measured, and what the capacity model assumes for the rest */
  readonly times?: ServiceTimes;
  readonly calibration?: Calibration;
  /** @default 'aws': a poll a second */
  readonly poll?: Poll;
  /** Environments that a function can have. @default the account's concurrency */
  readonly maxEnvironments?: number;
  /** Environments of a function that start at once. @default without limit */
  readonly startsAtOnce?: number;
  /** Seconds after the last arrival in which the backlog may drain. @default the arrivals' time, at least 60 */
  readonly drainSeconds?: number;
  /** Records that may be under way: past it the run ends and says so. Each takes about 300 bytes. @default 3,000,000 */
  readonly mostOpenRecords?: number;
  /** The broker in place of the chain. */
  readonly broker?: BrokerSettings;
  /** Told now and then how far the run is, in simulated seconds. */
  readonly onProgress?: (seconds: number, ofSeconds: number) => void;
}
