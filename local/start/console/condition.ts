import type { AlarmDefinition } from '../../../core/monitoring/alarm.ts';
import type { Condition, HopFigures, MapHop } from './console-state.ts';

/** Share of a limit from which a hop is busy: the headroom that the plan keeps free. */
const BUSY_SHARE = 0.7;
/** A hop is slow if it takes so many times what the plan foresees, and longer than a person notices. */
const SLOW_FACTOR = 3;
const NOTICED_MS = 500;
/** Where the plan foresees no time, such as that of an answer: what a player at a phone takes for slow. */
const LONG_MS = 1_000;
/** Below this rate, a failure of long ago is all that is left of a window. */
const ANY = 0.01;

type Measured = Omit<HopFigures, 'condition' | 'why'>;

/** What the condition needs of a raised alarm. */
type RaisedAlarm = Pick<AlarmDefinition, 'id' | 'severity'>;

/**
 * Judges a hop by its figures, and says why in one sentence. The worst comes first. Where the last seconds are well, an alarm
 * that is still raised counts: what it reports is a minute old, and not over.
 * @param alarms that are raised and watch the hop
 */
export function conditionOf(
  { kind, unit, plan }: MapHop,
  figures: Measured,
  alarms: readonly RaisedAlarm[] = [],
): Pick<HopFigures, 'condition' | 'why'> {
  const { rate, share = 0, latencyMs, backlog = 0, oldestMs = 0, throttles, errors } = figures;
  const { concurrent = 0, ending } = figures;
  const trouble = (why: string) => ({ condition: 'trouble', why }) as const;
  const busy = (why: string) => ({ condition: 'busy', why }) as const;
  if (errors > ANY) return trouble(`${WHAT_FAILS[kind]}: ${perSecond(errors)}.`);
  if (throttles > ANY) return trouble(`Refuses ${perSecond(throttles)} for too high a rate.`);
  if (kind === 'mapping' && figures.reads === false) {
    const waiting = backlog > 0 ? `: ${count(backlog)} records wait, the oldest for ${seconds(oldestMs)}` : '';
    return trouble(`It is disabled${waiting}.`);
  }
  if (kind === 'mapping' && share >= 1) {
    return trouble(
      `${count(backlog)} records wait, the oldest for ${seconds(oldestMs)}: longer than the objective allows.`,
    );
  }
  if (kind === 'rule' && backlog > 0) return trouble(`${count(backlog)} entries wait for another attempt.`);
  if (share >= 1) return trouble(`Its limit is reached: ${percent(share)}.`);
  if (concurrent > 0 && ending !== undefined && ending <= ANY && rate <= ANY) {
    const running = concurrent === 1 ? 'An invocation runs' : `${count(concurrent)} invocations run`;
    return busy(`${running}, and none has ended for seconds.`);
  }
  if (latencyMs !== undefined && isSlow(latencyMs, plan?.latencyMs)) {
    const foreseen = plan?.latencyMs === undefined ? '' : `; the plan foresees ${seconds(plan.latencyMs)}`;
    return busy(`Takes ${seconds(latencyMs)}${foreseen}.`);
  }
  if (kind === 'mapping' && share >= BUSY_SHARE) {
    return busy(`The oldest record waits for ${seconds(oldestMs)}, near what the objective allows.`);
  }
  if (share >= BUSY_SHARE) return busy(`Uses ${percent(share)} of its limit.`);
  const alarm = alarms.find(({ severity }) => severity === 'page') ?? alarms[0];
  if (alarm !== undefined) {
    const why = `The last seconds are well, but alarm ${alarm.id} is raised.`;
    return alarm.severity === 'page' ? trouble(why) : busy(why);
  }
  const condition: Condition = rate > ANY || backlog > 0 ? 'well' : 'quiet';
  return condition === 'quiet' ? { condition, why: `No ${unit} now.` } : { condition };
}

const WHAT_FAILS: Readonly<Record<MapHop['kind'], string>> = {
  api: 'Answers with an error of the server',
  ingest: 'Invocations fail',
  bus: 'Entries fail',
  rule: 'Deliveries are given up',
  stream: 'Writes fail',
  mapping: 'Records are given up',
  handler: 'Invocations fail',
  table: 'Requests fail',
};

function isSlow(latencyMs: number, planned: number | undefined): boolean {
  if (planned === undefined) return latencyMs > LONG_MS;
  return latencyMs > NOTICED_MS && latencyMs > SLOW_FACTOR * planned;
}

function perSecond(rate: number): string {
  return `${rate < 10 ? Math.max(0.1, Math.round(rate * 10) / 10) : Math.round(rate)} a second`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
