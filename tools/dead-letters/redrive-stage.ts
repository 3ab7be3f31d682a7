import { planChain } from '../../core/capacity/plan/chain.ts';
import { EVENT_SOURCE } from '../../core/chain/bus-entry-source.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { ConnectedStage } from '../shared/aws/connected-stage.ts';
import type { DeadLetter } from './letters/letter.ts';
import type { Selection } from './letters/select.ts';
import type { DeadLetterPorts } from './ports.ts';
import { type Account, AccountBook } from './redrive/account.ts';
import { nameOf, type Plan, planLetter, routedTypes } from './redrive/destination.ts';
import { fixedLetters } from './redrive/fixed-letters.ts';
import { eventIdsOf, FreshLetters } from './redrive/fresh-letters.ts';
import { FIRST_RATE, mostPerSecond, type Signals, secondsFor } from './redrive/pace.ts';
import { redrive } from './redrive/redrive.ts';
import { arrivingPerSecond, typeSignals } from './redrive/type-signals.ts';
import { type OpenLetters, openLetters } from './stage-letters.ts';
import { type StagePlaces, stagePlaces } from './stage-places.ts';
import { plansText } from './text.ts';

export interface RedriveOrder {
  readonly selection: Selection;
  /** Records in the first minute, a second. @default FIRST_RATE */
  readonly firstRate?: number;
  /** File of mended quarantined events, and its text. */
  readonly fixed?: { readonly file: string; readonly text: string };
  /** Says what would be sent, and sends nothing. */
  readonly isDryRun: boolean;
}

export interface StageContext {
  readonly connected: ConnectedStage;
  readonly ports: DeadLetterPorts;
  readonly scheduler: Scheduler;
  readonly say: (line: string) => void;
  readonly isInterrupted: () => boolean;
}

/** A handler reads within a second or two on AWS, and its message is in the queue some seconds later. */
const SETTLE_MS = { here: 1_000, onAws: 10_000 } as const;

type Sendable = Extract<Plan, { readonly records: readonly unknown[] }>;

/** Sends the selected dead letters of a stage where they belong. */
export async function redriveStage(order: RedriveOrder, context: StageContext): Promise<Account> {
  const { connected, ports, scheduler, say } = context;
  const { selection, isDryRun, firstRate = FIRST_RATE } = order;
  const places = stagePlaces(connected.resources, connected.types);
  const book = new AccountBook();
  const startedAt = scheduler.now();
  const most = await capacities(places, context);
  const slowest = Math.min(...most.values(), Number.MAX_VALUE);
  const open = await openLetters(places, ports, scheduler, selection, (messages, { type = '' }) =>
    isDryRun ? 0 : secondsFor(messages, firstRate, most.get(type) ?? slowest),
  );
  const fresh = new FreshLetters({ ports, places, known: open.all, startedAt, clock: scheduler });
  let redriven: ReadonlySet<DeadLetter> = new Set();
  try {
    for (const gap of open.gaps) say(`NOT READ: ${gap}`);
    book.read(open.selected.length);
    const plans = await planAll(open, places, order, context);
    for (const plan of plans) if ('stays' in plan) book.left(plan.stays);
    const sendable = plans.filter((plan): plan is Sendable => 'records' in plan);
    if (isDryRun) {
      say(plansText(plans));
      book.left('dry run: nothing was sent', sendable.length);
      return book.account;
    }
    const kept = await Promise.all(
      [...Map.groupBy(sendable, ({ destination }) => nameOf(destination)).values()].map((letters) => {
        const [{ destination }] = letters as [Sendable, ...Sendable[]];
        const eventIds = new Set(letters.flatMap(({ letter }) => eventIdsOf(letter)));
        const signals = (): Promise<Signals> => signalsOf(letters, { places, fresh, startedAt, eventIds }, context);
        const limit = most.get(destination.type) ?? FIRST_RATE;
        const settleMs = connected.isLocal ? SETTLE_MS.here : SETTLE_MS.onAws;
        return redrive(destination, letters, { ...context, book, firstRate, most: limit, signals, settleMs });
      }),
    );
    const left = new Set(kept.flat());
    redriven = new Set(sendable.map(({ letter }) => letter).filter((letter) => !left.has(letter)));
    return book.account;
  } finally {
    await open.end(redriven);
    await fresh.end();
  }
}

/** Where each selected letter belongs, or why it stays. */
async function planAll(
  { selected, all }: Pick<OpenLetters, 'selected' | 'all'>,
  places: StagePlaces,
  { fixed }: RedriveOrder,
  { connected, ports }: StageContext,
): Promise<readonly Plan[]> {
  const { busName } = places;
  const asksRules = busName !== undefined && selected.some(({ place }) => place === 'unrouted');
  const rules = asksRules ? await ports.rules(busName) : [];
  const quarantined = all.filter(({ place }) => place === 'quarantine');
  const mended =
    fixed === undefined ? new Map() : fixedLetters(fixed.file, fixed.text, quarantined, connected.chain.types);
  const routes = { places, routedTypes: routedTypes(rules, EVENT_SOURCE), fixed: mended };
  return selected.map((letter) => planLetter(letter, routes));
}

/** By type: records a second that its chain takes beside its traffic, by the plan and by what arrives now. */
async function capacities(
  { types }: StagePlaces,
  { connected: { chain }, ports, scheduler }: StageContext,
): Promise<ReadonlyMap<string, number>> {
  const plans = new Map(planChain(chain.types, chain.stage).types.map((plan) => [plan.type.type, plan]));
  const now = scheduler.now();
  return new Map(
    await Promise.all(
      types.map(async ({ type, streamName }) => {
        const plan = plans.get(type);
        const capacity = {
          handledPerSecond: plan?.handlerRate,
          writtenPerSecond: plan && plan.shardLimit * plan.topology.stream.shards.value,
          arrivingPerSecond: await arrivingPerSecond(ports.metrics, streamName, now),
        };
        return [type, mostPerSecond(capacity)] as const;
      }),
    ),
  );
}

interface Watched {
  readonly places: StagePlaces;
  readonly fresh: FreshLetters;
  readonly startedAt: number;
  /** Ids of the events that are redriven. */
  readonly eventIds: ReadonlySet<string>;
}

/** What speaks against sending more of these letters: all are of one type. */
async function signalsOf(
  letters: readonly Sendable[],
  { places, fresh, startedAt, eventIds }: Watched,
  { ports, scheduler }: StageContext,
): Promise<Signals> {
  const [{ destination }] = letters as [Sendable, ...Sendable[]];
  const { type } = destination;
  const place = places.types.find((each) => each.type === type);
  const now = scheduler.now();
  const { ageMs, throttled } =
    place === undefined ? { ageMs: undefined, throttled: 0 } : await typeSignals(ports.metrics, place, startedAt, now);
  const causes = new Set(letters.map(({ letter }) => `${letter.place} ${letter.cause}`));
  await fresh.look(new Set(letters.map(({ letter }) => letter.place)), type);
  return { ageMs, throttled, fresh: fresh.count(type, causes), again: fresh.again(eventIds) };
}
