import type { Follow, PageRequest } from '../../aws/runtime/api-front.ts';
import type { FaultStanding, Faults } from '../../aws/runtime/faults/faults.ts';
import type { AlarmStanding } from '../../aws/services/alarms/alarms.ts';
import type { GatewayAnswer } from '../../aws/services/gateway/http.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { EventJournal } from '../journal/event-journal.ts';
import type { LedgerCounts } from '../ledger/event-ledger.ts';
import { errorPage } from '../page-answer.ts';
import type { HuntFile } from '../players/hunt.ts';
import type { RunningPlayers } from '../players/players.ts';
import { chainMap } from './chain-map.ts';
import { answerAction, answerQuestion, type RequestedChain } from './console-requests.ts';
import type { ChainMap, ConsoleState, RaisedAlarm, ShownFault } from './console-state.ts';
import { effectOf } from './fault-choices.ts';
import type { GovernorWatch } from './governor-watch.ts';
import { HopMeasures } from './hop-figures.ts';
import { HuntWatch } from './hunt-watch.ts';
import { LiveFeed } from './live-feed.ts';
import { CONSOLE_PATH, PageFiles } from './page-files.ts';
import type { ChainPlanOfConsole } from './plan-of-chain.ts';
import { Publisher } from './publisher.ts';

/** The chain that the console shows. */
export interface ShownChain {
  readonly cloud: LocalCloud;
  readonly faults: Faults;
  readonly stageName: string;
}

export interface ConsoleOptions {
  readonly scheduler: LocalCloud['scheduler'];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** `undefined` while the runtime starts. */
  readonly chain: () => ShownChain | undefined;
  readonly ledger: () => LedgerCounts;
  readonly journal: EventJournal;
  readonly game: ConsoleGame;
  readonly governor: GovernorWatch;
}

/** What plays on the chain. */
export interface ConsoleGame {
  /** `undefined`: no phones play, or not yet. */
  readonly players: () => RunningPlayers | undefined;
  /** The hunt whose clues have places. @default none */
  readonly hunt?: HuntFile;
}

const FEED_PATH = `${CONSOLE_PATH}feed`;

/** The page at `/`: see the chain work, and break it. Measures and publishes only while a page is open. */
export class Console {
  readonly #options: ConsoleOptions;
  readonly #files = new PageFiles();
  readonly #publisher: Publisher<ConsoleState>;
  readonly #feed = new LiveFeed();
  readonly #hunts: HuntWatch;
  #measures: HopMeasures | undefined;
  /** Of the stage whose name is the key. */
  #plan: { readonly stage: string; readonly plan: ChainPlanOfConsole | undefined } | undefined;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#hunts = new HuntWatch(options.game.hunt);
    this.#publisher = new Publisher({
      scheduler: options.scheduler,
      state: () => this.#state(),
      onLooked: (isLooked) => this.#looked(isLooked),
    });
  }

  owns(path: string): boolean {
    return path === '/' || path.startsWith(CONSOLE_PATH);
  }

  follow(path: string): Follow | undefined {
    return path === FEED_PATH ? this.#publisher.follow : undefined;
  }

  async answer(method: string, path: string, query: URLSearchParams, request: PageRequest): Promise<GatewayAnswer> {
    if (method !== 'GET' && method !== 'POST') {
      return errorPage(405, 'method_not_allowed', `${path} takes GET or POST`);
    }
    const file = method === 'GET' ? await this.#files.answer(path) : undefined;
    if (file !== undefined) return file;
    const chain = this.#requested();
    if (chain === undefined) return errorPage(503, 'not_ready', 'the runtime is not ready yet');
    const name = path.slice(CONSOLE_PATH.length);
    const answered =
      method === 'POST' ? await answerAction(name, request, chain) : await answerQuestion(name, query, chain);
    return answered ?? errorPage(404, 'not_found', `the console has no ${method} ${path}`);
  }

  #looked(isLooked: boolean): void {
    const { journal } = this.#options;
    this.#measures?.clear();
    this.#feed.looked = isLooked;
    journal.listener = isLooked ? (detailText) => this.#feed.take(detailText) : undefined;
    if (!isLooked) this.#hunts.lookAway();
  }

  #state(): ConsoleState | undefined {
    const chain = this.#options.chain();
    if (chain === undefined) return undefined;
    const { cloud, faults, stageName } = chain;
    this.#measures ??= new HopMeasures(cloud);
    this.#measures.begin();
    const plan = this.#planOf(chain);
    const map = chainMap(cloud, plan);
    const players = this.#options.game.players();
    const hunt = this.#hunts.state(cloud.tables.all());
    const governor = this.#options.governor.state();
    return {
      startedAt: new Date(this.#options.startedAt).toISOString(),
      stage: stageName,
      map,
      hops: this.#measures.hops(map, plan?.watched ?? []),
      lanes: this.#measures.lanes(map, stageName),
      ledger: this.#options.ledger(),
      alarms: raised(cloud.alarms.all()),
      faults: shown(faults.list()),
      feed: this.#feed.round(),
      ...(players !== undefined && {
        load: { phones: players.count, factor: players.factor, playing: players.playing },
      }),
      ...(hunt !== undefined && { hunt }),
      ...(governor !== undefined && { governor }),
    };
  }

  #requested(): RequestedChain | undefined {
    const chain = this.#options.chain();
    if (chain === undefined) return undefined;
    const plan = this.#planOf(chain);
    const { journal, game } = this.#options;
    return {
      cloud: chain.cloud,
      plan,
      hops: hopsIn(chainMap(chain.cloud, plan)),
      journal,
      players: game.players(),
      hunt: this.#hunts.state(chain.cloud.tables.all()),
    };
  }

  /** The plan needs the catalog's schemas, which nothing else here does: the first page has them loaded. */
  #planOf({ stageName, cloud }: ShownChain): ChainPlanOfConsole | undefined {
    if (this.#plan?.stage === stageName) return this.#plan.plan;
    this.#plan = { stage: stageName, plan: undefined };
    void import('./plan-of-chain.ts').then(({ planOfChain }) => {
      const tables = cloud.tables.all().map(({ settings }) => settings.name);
      this.#plan = { stage: stageName, plan: planOfChain(stageName, tables) };
    });
    return undefined;
  }
}

function hopsIn({ trunk, lanes, tables }: ChainMap) {
  return [...trunk, ...lanes.flatMap(({ hops }) => hops), ...tables];
}

function raised(alarms: readonly AlarmStanding[]): Readonly<Record<string, RaisedAlarm>> {
  return Object.fromEntries(
    alarms
      .filter(({ state }) => state === 'ALARM')
      .map(({ alarm, since, reason }) => {
        const composite = !('settings' in alarm);
        const { name, description } = composite ? alarm : alarm.settings;
        return [name, { since: new Date(since).toISOString(), reason, description, composite }];
      }),
  );
}

function shown(faults: readonly FaultStanding[]): Readonly<Record<string, ShownFault>> {
  return Object.fromEntries(
    faults.flatMap(({ id, spec: { kind, target, probability, byMs }, state, struck }) => {
      if (state === 'ended') return [];
      const common = { kind, does: effectOf(kind, byMs), probability, state, struck };
      return [[id, { ...common, ...(target !== undefined && { target }) }]];
    }),
  );
}
