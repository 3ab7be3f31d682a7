import { readMemory } from '../../lambdas/governor/memory-item.ts';
import { AWS_DELAYS } from '../../local/aws/services/delays.ts';
import { type DrilledStage, LEAD_IN_MINUTES, openStage } from './run-scenario.ts';
import type { ActScenario } from './scenarios/acts.ts';

/** What became of one act of the governor. Times in seconds. */
export interface ActOutcome {
  readonly cause: string;
  readonly act: string;
  /** After the cause; `undefined`: it was not done. */
  readonly doneAfter?: number;
  readonly doneWithin: number;
  /** After the act, or where the cause ends, after its end. `undefined`: it did not heal. */
  readonly healedAfter?: number;
  readonly healedWithin: number;
  /** What `cairn status` says of it. */
  readonly reasons: readonly string[];
  /** Sentences; empty if all is as promised. */
  readonly problems: readonly string[];
}

/**
 * Plays, lets the cause begin, waits until the governor has acted, and then until all is well again.
 * @returns `undefined` if the stage has no occasion for it
 */
export async function runAct(scenario: ActScenario, given: DrilledStage): Promise<ActOutcome | undefined> {
  const { drill, history, watch } = await openStage(given, { delays: AWS_DELAYS });
  if (!scenario.isPossible(drill)) return undefined;
  const { scheduler, table, tableName } = drill.stage;
  const secondsSince = (at: number): number => Math.round((scheduler.now() - at) / 1_000);
  const endWatch = watch();
  drill.play = scenario.play;
  for (let minute = 0; minute < LEAD_IN_MINUTES; minute += 1) await drill.minute();
  const problems: string[] = [];
  if (await scenario.isDone(drill)) problems.push('It was done before the cause began.');

  let end = (): void => {};
  let since = 0;
  /** Seconds until it is so, or `undefined` after `within`. */
  const waitFor = async (isSo: () => boolean | Promise<boolean>, within: number): Promise<number | undefined> => {
    while (!(await isSo())) {
      if (secondsSince(since) > within) return undefined;
      await drill.minute();
    }
    return secondsSince(since);
  };
  await drill.minute(() => {
    since = scheduler.now();
    end = scenario.begin(drill);
  });
  const doneAfter = await waitFor(() => scenario.isDone(drill), scenario.doneWithin);
  since = scheduler.now();
  if (scenario.causeLasts !== true) end();
  const healedAfter = await waitFor(() => scenario.isHealed(drill, history), scenario.healedWithin);
  end();
  endWatch();

  const { told = [] } = (await readMemory({ table, tableName })).memory;
  const reasons = told.filter(({ kind, mode }) => kind === scenario.kind && mode === 'act').map(({ reason }) => reason);
  if (doneAfter === undefined) problems.push('It was not done in time.');
  else if (reasons.length === 0) problems.push('Nothing tells why it was done.');
  if (healedAfter === undefined) problems.push('It did not heal in time.');
  const { cause, act, doneWithin, healedWithin } = scenario;
  return {
    ...{ cause, act, doneWithin, healedWithin, reasons, problems },
    ...(doneAfter !== undefined && { doneAfter }),
    ...(healedAfter !== undefined && { healedAfter }),
  };
}
