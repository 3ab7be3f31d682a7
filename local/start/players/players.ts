import { CairnClient } from '../../../client/client.ts';
import { withCauses } from '../../../core/errors.ts';
import { type Random, randomId } from '../../../core/random.ts';
import { type Scheduler, sleep } from '../../../core/scheduler/scheduler.ts';
import { type HuntFile, huntDefinition } from './hunt.ts';
import { type Look, Player } from './player.ts';

export interface PlayersOptions {
  /** Phones that play concurrently. ≥ 0. */
  readonly count: number;
  readonly hunt: HuntFile;
  readonly endpoint: string;
  readonly apiKey: string;
  readonly token: (player: string, role: 'player' | 'organiser') => string | Promise<string>;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Metres between two pings. @default 40: a minute's walk in two seconds */
  readonly stepMeters?: number;
  /** Time between two pings. @default 2,000 */
  readonly stepMs?: number;
  /** Requests that the phones make now and then. @default none */
  readonly looks?: readonly Look[];
  /** Event types that the endpoint no longer accepts. @default none */
  readonly retired?: readonly string[];
  readonly log: (line: string) => void;
  readonly fetch?: typeof fetch;
}

/** Phones that play round after round until they are stopped. */
export interface RunningPlayers {
  /** Phones at factor 1. */
  readonly count: number;
  /** How many times as many phones play as were asked for. */
  readonly factor: number;
  /** Phones that play now. */
  readonly playing: number;
  /**
   * Lets `factor` times as many phones play: more join the round at once, those that are too many leave it.
   * @param factor above 0
   */
  scale(factor: number): void;
  /** Ends the round. Resolves when no phone has an open request. */
  stop(): Promise<void>;
}

const HUNT_LENGTH_MS = 24 * 3_600_000;
const FIRST_NAMES = [
  'Ada',
  'Bram',
  'Chloe',
  'Dev',
  'Elif',
  'Finn',
  'Greta',
  'Hamza',
  'Isla',
  'Jonas',
  'Kaya',
  'Lewis',
  'Mirren',
];

/** Creates the hunt and lets `count` phones walk it; when all have finished, the next round starts with a new hunt. */
export function startPlayers(options: PlayersOptions): RunningPlayers {
  let stopped = false;
  let factor = 1;
  /** Phones of the round that play yet, by their number. */
  const playing = new Map<number, { readonly player: Player; readonly ended: Promise<void> }>();
  /** Numbers of the phones that have joined the round, or are through with it. */
  const joined = new Set<number>();
  let hunt: HuntFile | undefined;
  const errors = new Set<string>();

  /** Logs each kind of error once, so that 25 phones with the same error do not fill the screen. */
  const onError = (error: unknown): void => {
    const message = withCauses(error);
    if (errors.has(message) || stopped) return;
    errors.add(message);
    options.log(`players: ${message}`);
  };

  const client = (name: string, role: 'player' | 'organiser'): CairnClient =>
    new CairnClient({
      endpoint: options.endpoint,
      apiKey: options.apiKey,
      token: () => options.token(name, role),
      now: () => options.scheduler.now(),
      createId: () => randomId(options.random),
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    });

  const playRound = async (round: number): Promise<void> => {
    // Each round and each start has a new id, so that it never meets the state of an earlier one.
    const next = { ...options.hunt, huntId: round === 1 ? options.hunt.huntId : `${options.hunt.huntId}-${round}` };
    const now = options.scheduler.now();
    await client('organiser', 'organiser').put(`hunts/${next.huntId}`, huntDefinition(next, now, now + HUNT_LENGTH_MS));
    hunt = next;
    joined.clear();
    fill();
    options.log(`players: ${playing.size} phones set out on hunt "${next.huntId}"`);
    while (playing.size > 0) await Promise.all([...playing.values()].map(({ ended }) => ended));
  };

  const join = (index: number, of: HuntFile): void => {
    const name = `${FIRST_NAMES[index % FIRST_NAMES.length]}-${index + 1}`;
    const player = new Player({
      name,
      client: client(name, 'player'),
      hunt: of,
      looks: options.looks ?? [],
      retired: new Set(options.retired),
      scheduler: options.scheduler,
      random: options.random,
      stepMeters: options.stepMeters ?? 40,
      stepMs: options.stepMs ?? 2_000,
      onError,
    });
    joined.add(index);
    const ended = player.play().finally(() => playing.delete(index));
    playing.set(index, { player, ended });
  };

  /** Lets the phones join that the round lacks, and the others leave. */
  const fill = (): void => {
    const wanted = Math.round(options.count * factor);
    for (const [index, { player }] of playing) if (index >= wanted) player.stop();
    for (const index of joined) if (index >= wanted && !playing.has(index)) joined.delete(index);
    if (hunt === undefined || stopped) return;
    for (let index = 0; index < wanted; index += 1) if (!joined.has(index)) join(index, hunt);
  };

  const playAll = async (): Promise<void> => {
    for (let round = 1; !stopped; round += 1) {
      try {
        await playRound(round);
      } catch (error) {
        onError(error);
        await sleep(options.scheduler, 1_000);
      }
    }
  };

  const ended = options.count === 0 ? Promise.resolve() : playAll();
  return {
    count: options.count,
    get factor() {
      return factor;
    },
    get playing() {
      return playing.size;
    },
    scale(wanted) {
      factor = wanted;
      fill();
    },
    async stop() {
      stopped = true;
      for (const { player } of playing.values()) player.stop();
      await ended;
    },
  };
}
