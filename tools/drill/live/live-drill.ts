import { catalog } from '../../../catalog/index.ts';
import { InputError } from '../../../core/errors.ts';
import { type AlarmDefinition, nameOfAlarm } from '../../../core/monitoring/alarm.ts';
import type { Monitoring } from '../../../core/monitoring/monitoring.ts';
import { type Random, randomId } from '../../../core/random.ts';
import { type Scheduler, sleep } from '../../../core/scheduler/scheduler.ts';
import type { AlarmLine } from '../../../local/start/pages/local-pages.ts';
import { createHunt, huntNamed } from '../../shared/load/create-hunt.ts';
import { localCredentials } from '../../shared/load/credentials.ts';
import type { Phone } from '../../shared/load/fleet.ts';
import { localPageReader, type ReadPage } from '../../shared/read-local-page.ts';
import { clearedWithin, raisedWithin } from '../promise.ts';
import type { AlarmOutcome } from '../run-scenario.ts';
import { type LiveCause, liveCauses } from './live-causes.ts';

export interface LivePorts {
  readonly url: string;
  readonly send: typeof fetch;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Empties the runtime's queue of quarantined events. */
  readonly purge: (awsUrl: string) => Promise<void>;
  readonly progress: (what: string) => void;
}

export interface LiveHealth {
  readonly stage: string;
  readonly awsUrl: string;
}

const PLAY_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 5_000;
const PLAYERS = 5;

/**
 * Raises one alarm a service on the running local runtime, heals what raised them, and waits until they are cleared.
 * @throws InputError if no runtime answers, or if one of the alarms is raised already
 */
export async function liveDrill(
  ports: LivePorts,
  monitoringOf: (stageName: string) => Monitoring,
): Promise<readonly AlarmOutcome[]> {
  const { url, send, scheduler, progress } = ports;
  const read = localPageReader(url, send);
  const health = await read<LiveHealth>('/local/health');
  const linesNow = () => linesOf(read, health.stage);
  const causes = liveCauses(catalog);
  const monitoring = monitoringOf(health.stage);
  const watched = causes.map((cause) => watchedBy(cause, monitoring));
  refuseRaised(await linesNow(), watched);

  const stopPlaying = await play(ports);
  const begunAt = scheduler.now();
  const seen = new Map<string, Seen>();
  const look = async (): Promise<void> => {
    await sleep(scheduler, LOOK_EVERY_MS);
    const lines = await linesNow();
    for (const { alarm, senders } of watched) see(seen, alarm.id, senders, lines, begunAt);
  };
  progress('six causes begin; their alarms take about five minutes');
  const faults = await Promise.all(
    causes.flatMap(({ fault }) => (fault === undefined ? [] : [addFault(ports, fault)])),
  );
  const raiseMs = Math.max(...watched.map(({ alarm }) => raisedWithin(alarm))) * 1_000;
  const isReported = ({ alarm }: Watched): boolean => seen.get(alarm.id)?.messageAt !== undefined;
  while (!watched.every(isReported) && scheduler.now() - begunAt < raiseMs) await look();

  progress('the causes are healed; the alarms take some minutes to clear');
  for (const id of faults) await send(`${url}/local/faults/${id}`, { method: 'DELETE' });
  await sleep(scheduler, LOOK_EVERY_MS);
  await ports.purge(health.awsUrl);
  const healedAt = scheduler.now();
  const clearMs = Math.max(...watched.map(({ alarm }) => clearedWithin(alarm))) * 1_000;
  const isCleared = ({ alarm }: Watched): boolean => seen.get(alarm.id)?.clearedAt !== undefined;
  while (!watched.every(isCleared) && scheduler.now() - healedAt < clearMs) await look();
  stopPlaying();
  return watched.map((each) => outcomeOf(each, seen.get(each.alarm.id), begunAt, healedAt));
}

interface Watched {
  readonly alarm: AlarmDefinition;
  readonly cause: string;
  /** Its composite, and the one that suppresses that. */
  readonly senders: readonly string[];
}

interface Seen {
  readonly raisedAt?: number;
  readonly messageAt?: number;
  readonly messageFrom?: string;
  readonly clearedAt?: number;
}

function watchedBy({ alarm: id, cause }: LiveCause, { alarms, composites }: Monitoring): Watched {
  const alarm = alarms.find((each) => each.id === id);
  const composite = composites.find(({ of }) => of.includes(id));
  if (alarm === undefined || composite === undefined) throw new Error(`no alarm ${id} under a composite`);
  const { suppressedBy } = composite;
  return { alarm, cause, senders: [composite.id, ...(suppressedBy === undefined ? [] : [suppressedBy])] };
}

/** The runtime's alarms by their ids, as their names have them. */
async function linesOf(read: ReadPage, stage: string): Promise<(id: string) => AlarmLine | undefined> {
  const lines = await read<readonly AlarmLine[]>('/local/alarms');
  return (id) => lines.find(({ name }) => name === nameOfAlarm(`cairn-${stage}`, id));
}

function refuseRaised(line: (id: string) => AlarmLine | undefined, watched: readonly Watched[]): void {
  const raised = watched.map(({ alarm }) => alarm.id).filter((id) => line(id)?.state === 'ALARM');
  if (raised.length === 0) return;
  throw new InputError({
    input: 'the local runtime',
    received: `${raised.join(', ')}: raised already`,
    allowed: 'a runtime on which these alarms are clear',
    remedy: 'Mend what raises them, or start another runtime: npm start -- --players 0.',
  });
}

function see(
  seen: Map<string, Seen>,
  id: string,
  senders: readonly string[],
  line: (id: string) => AlarmLine | undefined,
  begunAt: number,
): void {
  const known = seen.get(id) ?? {};
  const own = line(id);
  const since = Date.parse(own?.since ?? '');
  const isRaised = own?.state === 'ALARM';
  const raisedAt = known.raisedAt ?? (isRaised && since >= begunAt ? since : undefined);
  const messages = senders.flatMap((sender) =>
    (line(sender)?.messages ?? [])
      .filter(({ to, at }) => to === 'ALARM' && Date.parse(at) >= begunAt)
      .map(({ at }) => ({ sender, at: Date.parse(at) })),
  );
  const [message] = messages;
  seen.set(id, {
    ...(raisedAt !== undefined && { raisedAt }),
    ...(raisedAt !== undefined && message !== undefined && { messageAt: message.at, messageFrom: message.sender }),
    ...(raisedAt !== undefined && !isRaised && { clearedAt: since }),
  });
}

function outcomeOf({ alarm, cause }: Watched, seen: Seen = {}, begunAt: number, healedAt: number): AlarmOutcome {
  const { raisedAt, messageAt, messageFrom, clearedAt } = seen;
  const problems: string[] = [];
  if (raisedAt === undefined) problems.push('It was not raised.');
  else if (messageAt === undefined) problems.push('No message was sent.');
  if (raisedAt !== undefined && clearedAt === undefined) problems.push('It was not cleared after healing.');
  const seconds = (ms: number): number => Math.round(ms / 1_000);
  return {
    id: alarm.id,
    ...(alarm.type !== undefined && { type: alarm.type }),
    cause,
    ...(raisedAt !== undefined && { raisedAfter: seconds(raisedAt - begunAt) }),
    raisedWithin: raisedWithin(alarm),
    ...(messageAt !== undefined && { messageAfter: seconds(messageAt - begunAt) }),
    ...(messageFrom !== undefined && { messageFrom }),
    ...(clearedAt !== undefined && { clearedAfter: seconds(Math.max(0, clearedAt - healedAt)) }),
    clearedWithin: clearedWithin(alarm),
    problems,
  };
}

async function addFault({ url, send }: LivePorts, fault: object): Promise<string> {
  const response = await send(`${url}/local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`${url}/local/faults answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { readonly id: string }).id;
}

/** Puts a hunt, sends one event for an unknown one, and then events of every type each second. @returns ends it */
async function play({ url, send, scheduler, random }: LivePorts): Promise<() => void> {
  const players = Array.from({ length: PLAYERS }, (_, index) => `drill-${index}`);
  const { phones, organiser } = await localCredentials(url, players, [], send);
  const huntId = `drill-${randomId(random, 8)}`;
  if (organiser !== undefined) await createHunt(url, huntNamed(huntId), organiser, scheduler, send);
  const types = catalog.filter(({ retired }) => !retired);
  const post = async ({ token, apiKey }: Phone, hunt: string): Promise<void> => {
    const occurredAt = new Date(scheduler.now()).toISOString();
    const events = types.map(({ type, example }) => {
      const data = hasHunt(example) ? { ...example, huntId: hunt } : example;
      return { id: randomId(random), type, occurredAt, data };
    });
    const headers = { 'content-type': 'application/json', 'x-api-key': apiKey, authorization: `Bearer ${token}` };
    // What the faults do to an answer is for the alarms to report.
    await send(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) }).catch(() => {});
  };
  const [first] = phones;
  if (first === undefined) throw new Error('no player');
  await post(first, `${huntId}-unknown`);
  let isOver = false;
  let sent = 0;
  const again = (): void => {
    if (isOver) return;
    sent += 1;
    void post(phones[sent % phones.length] ?? first, huntId);
    scheduler.schedule(PLAY_EVERY_MS, again);
  };
  again();
  return () => {
    isOver = true;
  };
}

function hasHunt(example: unknown): example is { readonly huntId: string } {
  return typeof example === 'object' && example !== null && 'huntId' in example;
}
