import type { EventDefinition } from '../../../catalog/definition.ts';
import { type Look, READ_REQUESTS } from '../../../catalog/requests.ts';
import type { StageConfig } from '../../../catalog/stages.ts';
import { planPlayers } from '../../../core/capacity/model/players.ts';
import type { ReadPlan } from '../../../core/capacity/model/reads.ts';
import { accountConcurrencyOf } from '../../../core/capacity/model/workload.ts';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import type { ApiFunction } from '../../../core/chain/functions.ts';
import { leaderboardShardsOf } from '../../../core/chain/leaderboard.ts';
import { type ChainTopology, chainTopology } from '../../../core/chain/topology.ts';
import type { TypeTopology } from '../../../core/chain/type-topology.ts';
import { placeOf } from '../../../core/monitoring/event-chain-alarms.ts';
import type { HuntDefinition } from '../../../lambdas/shared/game/hunt.ts';
import { huntKey } from '../../../lambdas/shared/store/keys.ts';
import { eventBusOperations } from '../../../local/aws/services/event-bus/operations.ts';
import type { Queue } from '../../../local/aws/services/queue/queue.ts';
import { ServiceError } from '../../../local/aws/services/service-error.ts';
import type { VirtualStage } from './virtual-stage.ts';

/** The event types and the stage that are drilled. */
export interface DrilledChain {
  readonly types: readonly EventDefinition[];
  readonly stage: StageConfig;
}

const HUNT_ID = 'drill';
const MINUTE_MS = 60_000;
const PLAYERS = 20;
/** However little is played, each type has so many events a minute: where nothing happens, nothing can go wrong. */
const FEWEST_A_MINUTE = 3;

/** What a hunt of the drill needs to be: open for as long as a drill may last. */
const HUNT: Omit<HuntDefinition, 'startsAt' | 'endsAt'> = { name: 'Drill', clues: [], treasures: [] };
const HUNT_MS = 60 * 86_400_000;

/** A stage on virtual time with people who play, and the handles by which things go wrong. */
export class DrillStage {
  readonly stage: VirtualStage;
  readonly topology: ChainTopology;
  /** Types of which ingest accepts events. */
  readonly types: readonly TypeTopology[];
  readonly accountConcurrency: number;
  /** Share of the planned peak that is played from the next minute on. */
  play = 0;
  readonly #definitions: ReadonlyMap<string, EventDefinition>;
  readonly #reads: readonly ReadPlan[];
  #sent = 0;

  constructor(stage: VirtualStage, { types, stage: config }: DrilledChain) {
    this.stage = stage;
    this.accountConcurrency = accountConcurrencyOf(config);
    this.topology = chainTopology(types, config);
    this.types = this.topology.types.filter(({ retired }) => !retired);
    this.#definitions = new Map(types.map((definition) => [definition.type, definition]));
    const demands = this.types.map(({ demand }) => demand);
    this.#reads = planPlayers(demands, config, leaderboardShardsOf(config)).reads;
  }

  /** Puts the hunt that players read. */
  async prepare(): Promise<void> {
    const { table, tableName, scheduler } = this.stage;
    const now = scheduler.now();
    const at = (ms: number): string => new Date(ms).toISOString();
    const definition: HuntDefinition = { ...HUNT, startsAt: at(now), endsAt: at(now + HUNT_MS) };
    await table.putItem({
      TableName: tableName,
      Item: { ...huntKey(HUNT_ID), definition: { S: JSON.stringify(definition) }, startsAtMs: { N: String(now) } },
    });
  }

  /** Lets a minute pass in which people play. @param then called 20 s into it, in the midst of a period */
  async minute(then: () => void = () => {}): Promise<void> {
    this.#playMinute();
    await this.stage.advance(MINUTE_MS / 3);
    then();
    await this.stage.advance((2 * MINUTE_MS) / 3);
  }

  #playMinute(): void {
    const { play } = this;
    if (play === 0) return;
    for (const { type, demand } of this.types) {
      const perRequest = Math.max(1, Math.round(demand.eventsPerSecond / demand.requestsPerSecond));
      const events = Math.max(FEWEST_A_MINUTE, play * demand.eventsPerSecond * 60);
      const requests = Math.max(FEWEST_A_MINUTE, Math.round(events / perRequest));
      this.#spread(requests, () => this.sendEvents(type, this.nextPlayer(), perRequest));
    }
    for (const { name, perSecond } of this.#reads) {
      this.#spread(Math.max(1, Math.round(play * perSecond * 60)), () => this.read(name as Look, this.nextPlayer()));
    }
  }

  /** Acts `times` within the next minute, at random: requests that keep equal distances would never find a fresh answer. */
  #spread(times: number, act: () => void): void {
    for (let index = 0; index < times; index += 1) {
      this.stage.scheduler.schedule(this.stage.random.unit() * MINUTE_MS, act);
    }
  }

  /** One of the players who are signed in. */
  nextPlayer(): string {
    this.#sent += 1;
    return `player-${this.#sent % PLAYERS}`;
  }

  /** Somebody whose token no request had before. @param prefix of the token */
  newcomer(prefix = 'newcomer'): string {
    this.#sent += 1;
    return `${prefix}-${this.#sent}`;
  }

  sendEvents(type: string, playerId: string, count = 1): void {
    const data = this.#definitions.get(type)?.example as object;
    this.stage.send(
      playerId,
      Array.from({ length: count }, () => this.stage.event(type, data)),
    );
  }

  read(look: Look, playerId: string): void {
    const path = READ_REQUESTS[look].route.slice('GET '.length).replace('{huntId}', HUNT_ID);
    this.stage.request({ method: 'GET', path, playerId });
  }

  /** Acts now and then every `ms`. @returns ends it */
  every(ms: number, act: () => void): () => void {
    let isOver = false;
    const again = (): void => {
      if (isOver) return;
      act();
      this.stage.scheduler.schedule(ms, again);
    };
    again();
    return () => {
      isOver = true;
    };
  }

  /** Puts an entry on the bus, as Cairn's own source. */
  publish(detailType: string): void {
    const { buses } = this.stage.cloud;
    const [bus] = buses.all();
    const { PutEvents } = eventBusOperations(buses);
    const entry = { Source: EVENT_SOURCE, DetailType: detailType, Detail: '{}', EventBusName: bus?.name };
    void PutEvents?.({ Entries: [entry] });
  }

  /**
   * Puts a record with one event into the type's stream, as the bus does.
   * @param bytes that count as its size: the text of a large one would cost the drill seconds @default its own
   */
  putRecord(type: string, playerId: string, { bytes, hashKey }: { bytes?: number; hashKey?: string } = {}): void {
    const definition = this.#definitions.get(type);
    const receivedAt = new Date(this.stage.scheduler.now()).toISOString();
    const stamps = { version: definition?.version, receivedAt, index: 0, playerId };
    const events = [{ ...this.stage.event(type, definition?.example as object), ...stamps }];
    const data = envelopeOf(type, playerId, events);
    this.streamOf(type).put(playerId, data.toString('base64'), bytes ?? data.length, hashKey);
  }

  /** Puts records without an event, which cost the drill little: a shard takes 60,000 a minute. */
  putEmptyRecords(type: string, count: number, hashKey: string): void {
    const stream = this.streamOf(type);
    const data = envelopeOf(type, 'drill', []);
    const text = data.toString('base64');
    for (let put = 0; put < count; put += 1) stream.put('drill', text, data.length, hashKey);
  }

  /** Puts one as a producer does that goes on when the stream refuses it. */
  offerRecord(...record: Parameters<DrillStage['putRecord']>): void {
    try {
      this.putRecord(...record);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.name !== 'ProvisionedThroughputExceededException') throw error;
    }
  }

  /** The name of a function of the API, or of the governor's. */
  functionOf(name: ApiFunction | 'governor'): string {
    return this.stage.functionNamed(`${placeOf(name)}Function`);
  }

  /** The name of the event type's function. */
  handlerOf(type: string): string {
    return this.stage.mappingOf(type)?.settings.functionName ?? '';
  }

  streamOf(type: string) {
    return this.stage.cloud.streams.named(this.stage.mappingOf(type)?.settings.streamArn ?? '');
  }

  /** The dead-letter queue of the type's rule. */
  ruleFailuresOf(type: string): Queue {
    return this.#queueOf((pattern) => pattern.includes(`"${type}"`) && !pattern.includes('anything-but'), 'dead');
  }

  /** The queue of events whose type has no rule. */
  unrouted(): Queue {
    return this.#queueOf((pattern) => pattern.includes('anything-but'), 'target');
  }

  quarantine(): Queue {
    const known = new Set([this.unrouted(), ...this.topology.types.map(({ type }) => this.ruleFailuresOf(type))]);
    const found = this.stage.cloud.queues.all().find((queue) => !known.has(queue));
    if (found === undefined) throw new Error('the template has no quarantine queue');
    return found;
  }

  #queueOf(isRule: (pattern: string) => boolean, which: 'dead' | 'target'): Queue {
    const { buses, queues } = this.stage.cloud;
    const rule = buses
      .all()
      .flatMap(({ rules }) => rules)
      .find(({ eventPattern }) => isRule(eventPattern));
    const [target] = rule?.targets ?? [];
    const deadLetters = target?.declared?.DeadLetterConfig as { readonly Arn?: string } | undefined;
    const queue = queues.byArn((which === 'dead' ? deadLetters?.Arn : target?.arn) ?? '');
    if (queue === undefined) throw new Error(`no queue of rule ${rule?.name}`);
    return queue;
  }
}

/** An entry of the bus, as the rule writes it into the stream. */
function envelopeOf(type: string, partitionKey: string, events: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify({ source: EVENT_SOURCE, 'detail-type': type, detail: { partitionKey, events } }));
}
