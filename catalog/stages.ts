import type {
  AcceptedRisk,
  AlarmPack,
  CheckName,
  Elastic,
  GovernorMode,
  ReadTraffic,
  StreamCapacity,
} from '../core/capacity/model/workload.ts';
import { type Look, looking } from './requests.ts';

/** Who may sign players' tokens. */
export type Authentication = {
  /** The `iss` of accepted tokens. */
  readonly issuer: string;
  /** The `aud` of accepted tokens. */
  readonly audience: string;
  /** The claim that contains the role (`organiser`, or nothing for a player). @default 'role' */
  readonly roleClaim?: string;
} & (
  | { readonly jwksUri: string; readonly jwks?: never; readonly developmentKeys?: never }
  | { readonly jwks: { readonly keys: readonly object[] }; readonly jwksUri?: never; readonly developmentKeys?: never }
  /** The key pair of `npm run issuer`; its public half goes into the template. Never in a stage that keeps state. */
  | { readonly developmentKeys: true; readonly jwksUri?: never; readonly jwks?: never }
);

/** Names of checks of a stage's settings besides capacity; an accepted risk may name them. */
export const STAGE_CHECKS = ['alarm-subscriber'] as const;
export type StageCheck = (typeof STAGE_CHECKS)[number];

/** Where SNS sends the messages of a stage's alarms. Protocols in the words of SNS. */
export interface AlarmSubscriber {
  readonly protocol: 'email' | 'https' | 'sms' | 'sqs' | 'lambda';
  /**
   * An address, a URL, a telephone number (`+441315550100`) or an ARN, depending on the protocol. A function must be in
   * the stage's region and account. The owner of a queue sets the queue's policy, which must allow SNS to send.
   */
  readonly endpoint: string;
}

/** One deployment of Cairn: its size, its care for data and its trust. */
export interface StageConfig {
  readonly name: string;
  /** AWS region, which also decides the quotas that the build checks. @default the caller's */
  readonly region?: string;
  /** The stage's AWS account, 12 digits; CDK and `preflight` refuse any other. @default the caller's */
  readonly account?: string;
  /** Factor on the catalog's peak traffic that sizes this stage. Above 0. */
  readonly trafficScale: number;
  readonly streamCapacity: StreamCapacity;
  /** Limits for all apps together: requests a second, and at once. API Gateway answers requests above them with 429. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /**
   * How often a player looks at hunt, leaderboard and own progress: `looking()`, or `looking({ leaderboard: 30 })` for
   * every 30 s.
   */
  readonly reads: Readonly<Record<Look, ReadTraffic>>;
  /**
   * How long one of the issuer's tokens is valid. Each new token of a player costs a call of the authorizer. Seconds,
   * above 0.
   * @default 3,600
   */
  readonly tokenLifeSeconds?: number;
  readonly authentication: Authentication;
  /**
   * "Concurrent executions" of Lambda that the account has in the region. All functions share it, and ten times as many
   * requests a second. `preflight` reads the real value. Whole, ≥ 1.
   * @default AWS's 1,000
   */
  readonly accountConcurrency?: number;
  /** Functions get reserved concurrency. Off if the account's quota is too small (`npm run preflight` reports it). */
  readonly reservedConcurrency: boolean;
  /**
   * Partitions of the index over which a hunt's scores are spread; each serves 1,000 write units a second. May be
   * raised at any time, but not lowered during hunts: players who have not moved since would be missing. Whole, 1–100.
   * @default 8
   */
  readonly leaderboardShards?: number;
  /** Table, bucket, streams, queues and archive outlive the stack. */
  readonly retainState: boolean;
  /**
   * Stack and table refuse deletion. Off for the first deployment, because a protected table blocks the roll-back of a
   * deployment that fails. Turn it on once the stage is deployed; `preflight` reports when.
   */
  readonly protected: boolean;
  readonly waf: boolean;
  /**
   * Players that may share one IP address (a venue's Wi-Fi, a carrier's NAT); it sets the web ACL's limit. Whole, ≥ 1.
   * @default 2,000
   */
  readonly playersPerAddress?: number;
  /**
   * The API's own domain name, which phones keep for years. `certificateArn`: a certificate of AWS Certificate Manager
   * in the stage's region.
   * @default the address that API Gateway assigns
   */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  /** Origins whose pages may call the API, such as `https://play.example.com`. @default none: no browser may */
  readonly corsOrigins?: readonly string[];
  /**
   * The oldest version that ingest still accepts, by event type; ingest rejects older ones as `version_too_old`. From 1
   * to the type's version.
   * @default every version that the type keeps
   */
  readonly oldestVersions?: Readonly<Record<string, number>>;
  /** Cost and ownership tags of every resource. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Who receives alarms: each subscriber gets every alarm and its all-clear. A stage that keeps state must have one, or
   * accept the risk.
   */
  readonly alarmSubscribers?: readonly AlarmSubscriber[];
  /** `lite` has the alarms on what loses events or stops the game; `full` also those that warn before it. @default 'full' */
  readonly alarmPack?: AlarmPack;
  /**
   * Kinesis publishes a metric of each shard of streams with several, and an alarm reports one that is nearly full while its
   * stream is not. Needs planned streams, and costs extra by the shard (`npm run cairn -- plan`).
   * @default false
   */
  readonly shardMetrics?: boolean;
  /** Where alarms' texts say that runbooks are, such as `https://example.com/runbooks`. @default docs/runbooks */
  readonly runbooks?: string;
  /**
   * What the governor may do: `off` (the stage has none), `observe` (it says what it would do) or `act`. It runs once a
   * minute, grows streams, sheds what the chain cannot carry, and pauses a handler whose table refuses everything.
   * @default 'off'
   */
  readonly governor?: GovernorMode;
  /**
   * The template deploys this share of the planned shards, and the governor grows the streams before a hunt and shrinks
   * them late after it. Needs `governor: 'act'` and planned streams. A hunt should be stored 50 minutes before its start.
   * @default all planned shards, which the governor never shrinks
   */
  readonly elastic?: Elastic;
  /** Accepted findings about the whole stage. @default none */
  readonly acceptedRisks?: readonly AcceptedRisk<CheckName | StageCheck>[];
}

const DEVELOPMENT = { issuer: 'https://issuer.cairn.invalid/', audience: 'cairn', developmentKeys: true } as const;

export const stages: Readonly<Record<'dev' | 'prod' | 'load', StageConfig>> = {
  /** A developer's own: one shard a type, nothing kept. What `npm start` runs. */
  dev: {
    name: 'dev',
    trafficScale: 0.02,
    streamCapacity: 'one-shard',
    // The lowest PutEvents quota of any region, because this stage goes to the caller's region, whichever it is. One
    // shard carries this stage's mix.
    throttle: { requestsPerSecond: 400, burst: 500 },
    reads: looking(),
    authentication: DEVELOPMENT,
    reservedConcurrency: false,
    retainState: false,
    protected: false,
    waf: false,
  },
  /** The real game. Set its issuer to yours: nobody can sign in with the reserved name example.com. */
  prod: {
    name: 'prod',
    region: 'us-east-1',
    trafficScale: 1,
    streamCapacity: 'planned',
    // The peak's requests, with events and reads, ÷ 0.8 (`npm run cairn -- plan`).
    throttle: { requestsPerSecond: 2_850, burst: 2_850 },
    reads: looking(),
    authentication: {
      issuer: 'https://issuer.example.com/',
      audience: 'cairn',
      jwksUri: 'https://issuer.example.com/.well-known/jwks.json',
    },
    reservedConcurrency: true,
    retainState: true,
    protected: false,
    waf: true,
    governor: 'observe',
    acceptedRisks: [
      { check: 'alarm-subscriber', reason: 'An example, as its issuer is: who is alarmed is yours to set.' },
    ],
  },
  /** Load tests: 20,000 events a second, prod's shape, nothing kept. */
  load: {
    name: 'load',
    region: 'us-east-1',
    trafficScale: 2,
    streamCapacity: 'planned',
    throttle: { requestsPerSecond: 5_700, burst: 5_000 },
    // At its start line, 1,077 environments start at once besides the handlers', ÷ 0.8: more than a new account's
    // 1,000.
    accountConcurrency: 1_500,
    reads: looking(),
    authentication: DEVELOPMENT,
    reservedConcurrency: true,
    retainState: false,
    protected: false,
    waf: false,
  },
};
