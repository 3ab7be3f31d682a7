import { huntKey } from '../../lambdas/shared/store/keys.ts';
import { settingsOf } from '../../local/aws/services/alarms/alarms.ts';
import { detailTypesOf } from '../../local/aws/template/detail-types.ts';
import { loadAssembly } from '../../local/aws/template/load.ts';
import { metricsText } from '../../local/start/exporter/exporter.ts';
import { EventLedger } from '../../local/start/ledger/event-ledger.ts';
import { watchQuarantine, watchTables } from '../../local/start/observe.ts';
import { VirtualStage } from '../../tools/drill/stage/virtual-stage.ts';
import { HUNT, HUNT_ID, near, STARTS_AT_MS } from './game.ts';
import { typeFunctions } from './type-functions.ts';

const MINUTE_MS = 60_000;

/** A stage's own template on virtual time with the functions of the game, its event ledger and what a scrape shows. */
export class ScrapedStage extends VirtualStage {
  readonly ledger: EventLedger;

  /** @param assemblyDirectory of a synthesized stage */
  static async open(assemblyDirectory: string, seed: number): Promise<ScrapedStage> {
    const assembly = await loadAssembly(assemblyDirectory);
    const ledger = new EventLedger([], () => {});
    const stage = new ScrapedStage(
      assembly,
      {
        seed,
        startsAtMs: STARTS_AT_MS,
        handlersOf: typeFunctions,
        observers: {
          bus: ledger,
          gateway: ledger,
          mapping: {
            invoking: (records) => ledger.invoking(records),
            processed: (records) => ledger.processed(records),
            discarded: (batch, end) => ledger.discarded(batch, end),
          },
        },
      },
      ledger,
    );
    ledger.addTypes(detailTypesOf(assembly.template));
    watchQuarantine(assembly.template, stage.stack, stage.cloud, ledger, new Set());
    watchTables(assembly.template, stage.stack, stage.cloud, ledger, new Set());
    stage.watch();
    await stage.table.putItem({
      TableName: stage.tableName,
      Item: {
        ...huntKey(HUNT_ID),
        definition: { S: JSON.stringify(HUNT) },
        startsAtMs: { N: String(STARTS_AT_MS) },
      },
    });
    return stage;
  }

  constructor(...[assembly, options, ledger]: [...ConstructorParameters<typeof VirtualStage>, EventLedger]) {
    super(assembly, options);
    this.ledger = ledger;
  }

  /** An event of the game's hunt. */
  ofHunt(type: string, data: object): object {
    return this.event(type, { huntId: HUNT_ID, ...data });
  }

  /** Names of alarms that are raised, without the stage. */
  raised(): readonly string[] {
    return this.cloud.alarms
      .all()
      .filter(({ state }) => state === 'ALARM')
      .map(({ alarm }) => settingsOf(alarm).name.replace(/^cairn-\w+-/, ''));
  }

  scrape(): Promise<string> {
    return metricsText(
      this.cloud,
      {
        events: this.ledger.counts(),
        memory: { processBytes: 0, budgetBytes: null, waitingBytes: {}, history: {}, tables: {} },
        alarms: this.cloud.alarms.all(),
        faults: this.faults.list(),
      },
      this.scheduler.now(),
    );
  }
}

/** A text of /metrics in the middle of a minute, so that it shows the minute before. */
export interface Scrape {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
  /** Alarms that the local CloudWatch has raised. */
  readonly raised: readonly string[];
}

/** Three players for an hour, in a stage that is well until minute 25; each fault strikes for some minutes. */
export async function playedHour(stage: ScrapedStage, minutes = 60): Promise<readonly Scrape[]> {
  const event = (type: string, data: object): object => stage.ofHunt(type, data);
  const scrapes: Scrape[] = [];
  const inMinute: Readonly<Record<number, () => void>> = {
    25: () => stage.addFault({ kind: 'target-denied', target: 'treasure.claimed', for: '2m' }),
    32: () => stage.send('ada', [event('clue.viewed', { clueId: 'castle', huntId: 'no-such-hunt' })]),
    34: () => stage.addFault({ kind: 'function-timeout', target: 'clue.solved', probability: 1, for: '9m' }),
    36: () => stage.mappingOf('clue.viewed')?.disable(),
    43: () => stage.addFault({ kind: 'shard-throttled', target: 'hunt.joined', probability: 0.7, for: '5m' }),
    47: () => stage.addFault({ kind: 'table-throttled', probability: 0.9, for: '8m' }),
    50: () => stage.addFault({ kind: 'put-events-throttled', probability: 0.5, for: '6m' }),
  };
  for (let minute = 0; minute < minutes; minute += 1) {
    inMinute[minute]?.();
    for (const playerId of ['ada', 'bob', 'eve']) {
      stage.send(playerId, [
        event('hunt.joined', { displayName: playerId }),
        event('clue.solved', { clueId: 'castle', answer: 'one o’clock' }),
        event('clue.viewed', { clueId: 'castle' }),
        event('hint.requested', { clueId: 'bridge' }),
        event('treasure.claimed', near('gold')),
        event('location.pinged', { latitude: 55.9, longitude: -3.2, accuracyMeters: 5 }),
      ]);
    }
    await stage.advance(MINUTE_MS / 2);
    scrapes.push({ at: stage.scheduler.now(), text: await stage.scrape(), raised: stage.raised() });
    await stage.advance(MINUTE_MS / 2);
  }
  return scrapes;
}
