import type { AcceptedRisk, CheckName, ReadTraffic, StreamCapacity } from '../core/capacity/model/workload.ts';
import { type Look, looking } from './requests.ts';

/** Who may sign players' tokens. */
export type Authentication = {
  /** The `iss` of accepted tokens. */
  readonly issuer: string;
  /** The `aud` of accepted tokens. */
  readonly audience: string;
  /** The claim that holds the role (`organiser`, or nothing for a player). @default 'role' */
  readonly roleClaim?: string;
} & (
  | { readonly jwksUri: string; readonly jwks?: never; readonly developmentKeys?: never }
  | { readonly jwks: { readonly keys: readonly object[] }; readonly jwksUri?: never; readonly developmentKeys?: never }
  /** The key pair of `npm run issuer`, whose public half goes into the template. Never in a stage that keeps state. */
  | { readonly developmentKeys: true; readonly jwksUri?: never; readonly jwks?: never }
);

/** What is checked of a stage's settings beside its capacity, and can be accepted as a risk by these names. */
export const STAGE_CHECKS = ['alarm-subscriber'] as const;
export type StageCheck = (typeof STAGE_CHECKS)[number];

/** Where the messages of a stage's alarms go: SNS's protocols, in its words. */
export interface AlarmSubscriber {
  readonly protocol: 'email' | 'https' | 'sms' | 'sqs' | 'lambda';
  /**
   * An address, a URL, a telephone number (`+441315550100`) or an ARN, as the protocol has it. A function must be of the
   * stage's region and account; the policy of a queue is its owner's, and must let SNS send.
   */
  readonly endpoint: string;
}

/** One deployment of Cairn: its size, its care for data and its trust. */
export interface StageConfig {
  readonly name: string;
  /** AWS region; the quotas that the build checks depend on it. @default the caller's */
  readonly region?: string;
  /** AWS account that the stage belongs to, 12 digits; CDK and `preflight` refuse another. @default the caller's */
  readonly account?: string;
  /** What the catalog's peak traffic is multiplied with to size this stage. Above 0. */
  readonly trafficScale: number;
  readonly streamCapacity: StreamCapacity;
  /** Requests of all apps together, a second and at once; more are answered 429. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /** How often a player looks at hunt, leaderboard and own progress: `looking()`, or `looking({ leaderboard: 30 })` for every 30 s. */
  readonly reads: Readonly<Record<Look, ReadTraffic>>;
  /**
   * How long a token of the issuer's is valid: with each new one a player costs a call of the authorizer. Seconds, above 0.
   * @default 3,600
   */
  readonly tokenLifeSeconds?: number;
  readonly authentication: Authentication;
  /**
   * "Concurrent executions" of Lambda that the account has in the region; all functions share it, and ten times as many
   * requests a second. `preflight` reads what it really is. Whole, ≥ 1. @default AWS's 1,000
   */
  readonly accountConcurrency?: number;
  /** Whether functions get reserved concurrency. Off where the account's quota is too small (`npm run preflight` tells). */
  readonly reservedConcurrency: boolean;
  /**
   * Partitions of the index over which a hunt's scores are spread; each takes 1,000 write units a second. May be raised at
   * any time, never lowered while hunts are under way: who has not moved since would be missing. Whole, 1–100. @default 8
   */
  readonly leaderboardShards?: number;
  /** Whether table, bucket, streams, queues and archive outlive the stack. */
  readonly retainState: boolean;
  /**
   * Whether stack and table refuse to be deleted. Off for the first deployment: a protected table blocks the roll-back of
   * a deployment that fails. Turn it on once the stage is deployed; `preflight` says when.
   */
  readonly protected: boolean;
  readonly waf: boolean;
  /** Players that may share one address (a venue's Wi-Fi, a carrier's NAT): the web ACL's limit. Whole, ≥ 1. @default 2,000 */
  readonly playersPerAddress?: number;
  /**
   * The API's own name, which phones keep for years. `certificateArn`: of AWS Certificate Manager, in the stage's region.
   * @default the address that API Gateway gives
   */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  /** Origins whose pages may call the API, such as `https://play.example.com`. @default none: no browser may */
  readonly corsOrigins?: readonly string[];
  /**
   * By event type, the oldest version that ingest still accepts; what is older is rejected as `version_too_old`.
   * From 1 to the type's version. @default every version that the type keeps
   */
  readonly oldestVersions?: Readonly<Record<string, number>>;
  /** Cost and ownership tags of every resource. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Who is alarmed: each gets every alarm and its all-clear. Without one, a stage that keeps state must accept the risk. */
  readonly alarmSubscribers?: readonly AlarmSubscriber[];
  /** Findings that hold for the whole stage and are lived with. @default none */
  readonly acceptedRisks?: readonly AcceptedRisk<CheckName | StageCheck>[];
}

const DEVELOPMENT = { issuer: 'https://issuer.cairn.invalid/', audience: 'cairn', developmentKeys: true } as const;

export const stages: Readonly<Record<'dev' | 'prod' | 'load', StageConfig>> = {
  /** A developer's own: one shard a type, nothing kept. What `npm start` runs. */
  dev: {
    name: 'dev',
    trafficScale: 0.02,
    streamCapacity: 'one-shard',
    // The lowest PutEvents quota of any region, as this stage goes to whichever is the caller's; one shard takes its mix.
    throttle: { requestsPerSecond: 400, burst: 500 },
    reads: looking(),
    authentication: DEVELOPMENT,
    reservedConcurrency: false,
    retainState: false,
    protected: false,
    waf: false,
  },
  /** The real game. Its issuer is yours to set: with the reserved name example.com nobody can sign in. */
  prod: {
    name: 'prod',
    region: 'us-east-1',
    trafficScale: 1,
    streamCapacity: 'planned',
    // The peak's requests with events, and those that read, ÷ 0.8 (`npm run cairn -- plan`).
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
    // At its start line 1,077 environments start at once beside the handlers', ÷ 0.8: more than a new account's 1,000.
    accountConcurrency: 1_500,
    reads: looking(),
    authentication: DEVELOPMENT,
    reservedConcurrency: true,
    retainState: false,
    protected: false,
    waf: false,
  },
};
