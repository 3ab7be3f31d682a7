import { LIMITS } from '../../../../core/limits.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import { ServiceError } from '../service-error.ts';
import type { ShardObserver } from './shard.ts';
import { Stream, type StreamSettings, streamNotFound } from './stream.ts';

/** How long a stream is CREATING or DELETING. AWS documents no figure; real streams take tens of seconds. */
const CHANGE_MS = 1_000;

/**
 * Default quota of shards in an account and region, for all provisioned streams together. The page gives 1,000 or 6,000
 * for the regions that it does not name; the larger one applies here, so that nothing is refused that AWS may accept.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
const SHARD_QUOTA = { large: 20_000, others: 6_000 } as const;
const LARGE_REGIONS: ReadonlySet<string> = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** Account and region of the streams that CreateStream creates. */
export interface StreamsHome {
  readonly account: string;
  readonly region: string;
}

const DEFAULT_HOME: StreamsHome = { account: '000000000000', region: 'us-east-1' };

export interface StreamsOptions {
  /** @default account 000000000000 in us-east-1 */
  readonly home?: StreamsHome;
  /** Creates what observes the throughput of a stream's shards, by their ids. @default none */
  readonly observe?: (settings: StreamSettings) => (shardId: string) => ShardObserver;
  /** How long `begin` and `delete` take, in milliseconds. @default 1,000 */
  readonly changeMs?: number;
  /** Draws how long UpdateShardCount takes, in milliseconds. @default 0 */
  readonly reshardMs?: () => number;
  /** Budget of all their records. @default no limit */
  readonly memory?: MemoryBudget | undefined;
}

/** The account's streams. */
export class Streams {
  readonly scheduler: Scheduler;
  readonly home: StreamsHome;
  readonly reshardMs: () => number;
  readonly #observe: StreamsOptions['observe'];
  readonly #changeMs: number;
  readonly #memory: MemoryBudget | undefined;
  readonly #byName = new Map<string, Stream>();

  constructor(
    scheduler: Scheduler,
    { home = DEFAULT_HOME, observe, changeMs = CHANGE_MS, reshardMs = () => 0, memory }: StreamsOptions = {},
  ) {
    this.scheduler = scheduler;
    this.home = home;
    this.reshardMs = reshardMs;
    this.#observe = observe;
    this.#changeMs = changeMs;
    this.#memory = memory;
  }

  /**
   * Creates a stream, which is CREATING until it is activated. @throws ServiceError ValidationException,
   * LimitExceededException
   */
  create(settings: StreamSettings): Stream {
    const { mode, shardCount } = settings;
    if (!Number.isInteger(shardCount) || shardCount < 1) {
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value '${shardCount}' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1`,
      );
    }
    this.#refuseSixth();
    if (mode === 'PROVISIONED') this.requireShards(shardCount);
    const stream = new Stream(settings, this.scheduler, {
      observe: this.#observe?.(settings),
      status: 'CREATING',
      memory: this.#memory,
    });
    this.#byName.set(settings.name, stream);
    return stream;
  }

  /** Performs CreateStream: the stream becomes ACTIVE later. @throws ServiceError as `create` */
  begin(settings: StreamSettings): Stream {
    const stream = this.create(settings);
    this.scheduler.schedule(this.#changeMs, () => stream.activate());
    return stream;
  }

  /**
   * Performs DeleteStream: the stream is DELETING, and deleted later.
   * @throws ServiceError ResourceInUseException if it is not ACTIVE, LimitExceededException
   */
  delete(stream: Stream): void {
    const { name } = stream.settings;
    if (stream.status !== 'ACTIVE') {
      throw new ServiceError(
        'ResourceInUseException',
        `Stream ${name} under account ${this.home.account} not ACTIVE, instead in state ${stream.status}`,
      );
    }
    this.#refuseSixth();
    stream.retire();
    this.scheduler.schedule(this.#changeMs, () => {
      this.#byName.delete(name);
      stream.discard();
    });
  }

  /** Whether a stream may be created or deleted now. */
  get mayChange(): boolean {
    let changing = 0;
    for (const { status } of this.#byName.values()) if (status === 'CREATING' || status === 'DELETING') changing += 1;
    return changing < LIMITS.kinesisStreamsInChange.value;
  }

  /**
   * Checks that the account may have so many more shards. AWS's message: kinesalite, createStream.js. @throws
   * ServiceError
   */
  requireShards(additional: number): void {
    const { account, region } = this.home;
    const quota = LARGE_REGIONS.has(region) ? SHARD_QUOTA.large : SHARD_QUOTA.others;
    let current = 0;
    for (const { settings, openShards } of this.#byName.values()) {
      if (settings.mode === 'PROVISIONED') current += openShards.length;
    }
    if (current + additional <= quota) return;
    throw new ServiceError(
      'LimitExceededException',
      `This request would exceed the shard limit for the account ${account} in ${region}. Current shard count for the account: ${current}. Limit: ${quota}. Number of additional shards that would have resulted from this request: ${additional}. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.`,
    );
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** @param nameOrArn a stream's name or ARN @throws ServiceError ResourceNotFoundException */
  named(nameOrArn: string): Stream {
    const name = nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? '') : nameOrArn;
    const stream = this.#byName.get(name);
    if (stream !== undefined) return stream;
    throw streamNotFound(name, this.home.account);
  }

  all(): Stream[] {
    return [...this.#byName.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }

  /** AWS's own message: hashicorp/terraform-provider-aws#1339. */
  #refuseSixth(): void {
    if (this.mayChange) return;
    throw new ServiceError(
      'LimitExceededException',
      `This request would exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING for the account ${this.home.account}. Limit: ${LIMITS.kinesisStreamsInChange.value}.`,
    );
  }
}
