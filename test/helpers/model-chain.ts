import { randomId } from '../../core/random.ts';
import { sleep } from '../../core/scheduler/scheduler.ts';
import { AdmissionGate } from '../../lambdas/ingest/admission-gate.ts';
import { ingestEvents } from '../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../lambdas/ingest/player-brake.ts';
import type { BusPort } from '../../lambdas/shared/ports.ts';
import { eventBusOperations } from '../../local/aws/services/event-bus/operations.ts';
import { readFault } from '../../local/aws/services/faults/fault-spec.ts';
import { HUNT, HUNT_ID, near } from './game.ts';
import { TABLE_NAME } from './game-table.ts';
import { gameViolations, type PlayedHunt } from './game-violations.ts';
import { type Bugs, modelServices, type Witness } from './model-services.ts';
import { proxyRequest } from './proxy-request.ts';
import { recordingLog, recordingMetrics } from './recorders.ts';

/** Long enough for every retry and pause. */
const MINUTE_MS = 60_000;
const MOST_MINUTES = 30;
const RESEND_MS = 1_000;

/** What ingest answers of an event. */
export interface SentResult {
  readonly index: number;
  readonly id: string | null;
  readonly outcome: string;
}

/** The chain from ingest to the table: the real functions over the service models, on virtual time. */
export function modelChain(seed: number, bugs: Bugs = {}, witness: Witness = {}) {
  const services = modelServices(seed, bugs, witness);
  const { scheduler, random, account, tables, buses, faults } = services;
  const { PutEvents } = eventBusOperations(buses);
  const putEvents: BusPort['putEvents'] = async (input) => PutEvents?.({ ...input }) as object;
  const ingestPorts = {
    clock: scheduler,
    random,
    bus: bugs.bus?.({ putEvents }) ?? { putEvents },
    eventBusName: 'game',
    brake: new PlayerBrake(scheduler),
    gate: new AdmissionGate({ unit: () => 0.5 }),
    log: recordingLog(),
    metrics: recordingMetrics(),
  };

  /** One request. @param answers whether the answer leaves the gateway; otherwise the connection is closed. */
  const send = async (playerId: string, events: readonly object[], answers = true): Promise<readonly SentResult[]> => {
    const request = proxyRequest({ body: JSON.stringify({ events }) });
    const { statusCode, body } = await ingestEvents(request, { playerId }, ingestPorts);
    if (!answers) return [];
    const raw = { method: 'POST', path: '/v1/events', query: '', rawHeaders: [], body: Buffer.alloc(0), sourceIp: '' };
    account.answered(raw, Buffer.from(request.body ?? ''), { status: statusCode, headers: [], body });
    return JSON.parse(body).results;
  };
  /** As a phone: again until every event is accepted. */
  const sendUntilAccepted = async (playerId: string, events: readonly { readonly id: string }[]): Promise<void> => {
    for (let left = events; left.length > 0; ) {
      const results = await send(playerId, left);
      const accepted = new Set(results.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id));
      left = left.filter(({ id }) => !accepted.has(id));
      if (left.length > 0) await sleep(scheduler, RESEND_MS);
    }
  };
  const event = (type: string, data: object) => ({
    id: randomId(random),
    type,
    occurredAt: '2026-06-01T10:00:00Z',
    data: { huntId: HUNT_ID, ...data },
  });
  const playGame = async (playerId: string): Promise<void> => {
    const requests = [
      [
        event('treasure.claimed', near('gold')),
        event('treasure.claimed', near('silver')),
        event('location.pinged', { latitude: 55.9, longitude: -3.2, accuracyMeters: 5 }),
      ],
      [event('clue.solved', { clueId: 'castle', answer: 'one o’clock' }), event('clue.viewed', { clueId: 'castle' })],
      [event('hunt.joined', { displayName: playerId }), event('treasure.claimed', near('crown'))],
      [event('clue.solved', { clueId: 'bridge', answer: 'strasse' }), event('hint.requested', { clueId: 'bridge' })],
    ];
    for (const request of requests) {
      await sleep(scheduler, random.unit() * 2_000);
      await sendUntilAccepted(playerId, request);
    }
  };

  const settle = async (hasEnded: () => boolean): Promise<void> => {
    for (let minutes = 0; minutes < MOST_MINUTES; minutes += 1) {
      await scheduler.advanceAsync(MINUTE_MS);
      if (hasEnded() && account.inFlight === 0) return;
    }
  };

  return {
    ...services,
    send,
    addFault: (fault: object) => faults.add(readFault(fault, 'fault')),
    /** All players play the whole hunt; ends once everything is accepted and done, or half an hour is over. */
    async play(playerIds: readonly string[]): Promise<void> {
      let left = playerIds.length;
      const played = Promise.all(
        playerIds.map(async (playerId) => {
          await playGame(playerId);
          left -= 1;
        }),
      );
      await settle(() => left === 0);
      if (left > 0) throw new Error('some events were never accepted');
      await played;
    },
    /** Lets time pass until nothing is in flight, or half an hour is over. */
    settle: () => settle(() => true),
    /** What is wrong with the account and with what is stored, in words. */
    violations(playerIds: readonly string[], complete = true): string[] {
      const found: string[] = [];
      for (const [type, counts] of Object.entries(account.counts())) {
        const { accepted, processed, deadLettered, quarantined, unrouted, inFlight } = counts;
        if (inFlight !== 0) found.push(`${inFlight} accepted events of ${type} are unaccounted for`);
        if (accepted !== processed + deadLettered + quarantined + unrouted) found.push(`${type} does not add up`);
        if (complete && processed !== accepted) found.push(`${accepted - processed} of ${type} were not processed`);
      }
      return [...found, ...gameViolations(tables, TABLE_NAME, huntOf(playerIds), complete)];
    },
  };
}

function huntOf(playerIds: readonly string[]): PlayedHunt {
  const points = <Part extends { readonly points: number }>(parts: readonly Part[], idOf: (part: Part) => string) =>
    Object.fromEntries(parts.map((part) => [idOf(part), part.points]));
  return {
    huntId: HUNT_ID,
    playerIds,
    cluePoints: points(HUNT.clues, ({ clueId }) => clueId),
    hintCosts: Object.fromEntries(HUNT.clues.map(({ clueId, hintCost }) => [clueId, hintCost])),
    treasurePoints: points(HUNT.treasures, ({ treasureId }) => treasureId),
    solved: ['castle', 'bridge'],
    hints: ['bridge'],
    viewed: ['castle'],
    claimed: ['gold', 'silver', 'crown'],
    pinged: true,
  };
}
