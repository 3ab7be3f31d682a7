import { type CheckResult, checkChain } from '../../core/capacity/check/check.ts';
import type { ChainStage, ChainType } from '../../core/capacity/model/workload.ts';
import { applyChange, type Change } from '../../core/capacity/plan/settings.ts';
import { CapacityError, InputError } from '../../core/errors.ts';
import { literal } from './sources.ts';

export const STAGES_FILE = 'catalog/stages.ts';

/** How a stage can carry a catalog: with its own throttle, or with one raised as far as the check asks. */
export interface FittedStage {
  readonly before: ChainStage;
  readonly after: ChainStage;
  /** The check of the stage with its raised throttle; nothing in it fails. */
  readonly result: CheckResult;
}

/** Each raise may uncover another finding, and there are two numbers to raise. */
const MOST_RAISES = 6;

/**
 * Raises a stage's throttle if the check refuses it for these types, and changes nothing else.
 * @throws CapacityError with the findings that no higher throttle removes
 */
export function fitThrottle(types: readonly ChainType[], before: ChainStage): FittedStage {
  let after = before;
  for (let raises = 0; ; raises += 1) {
    const result = checkChain({ types, stage: after });
    const failing = result.findings.filter(({ level }) => level === 'fails');
    if (failing.length === 0) return { before, after, result };
    const raise = failing.map(({ changes }) => changes).find((changes) => raisesThrottle(after, changes));
    if (raise === undefined || raises === MOST_RAISES) {
      throw new CapacityError(
        before.name,
        failing.map(({ message }) => message),
      );
    }
    after = raise.reduce(applyChange, { types, stage: after }).stage;
  }
}

function raisesThrottle({ throttle }: ChainStage, changes: readonly Change[]): boolean {
  const now: Readonly<Record<string, number>> = {
    'throttle.requestsPerSecond': throttle.requestsPerSecond,
    'throttle.burst': throttle.burst,
  };
  return (
    changes.length > 0 &&
    changes.every(({ type, setting, value }) => {
      const present = type === undefined && Object.hasOwn(now, setting) ? now[setting] : undefined;
      return present !== undefined && Number(value) > present;
    })
  );
}

/**
 * The text of `STAGES_FILE` with another throttle for one stage.
 * @throws InputError if the stage's throttle is not written as numbers in its own block
 */
export function withThrottle(text: string, { before, after }: FittedStage): string {
  const { requestsPerSecond, burst } = after.throttle;
  const written = `throttle: { requestsPerSecond: ${literal(requestsPerSecond)}, burst: ${literal(burst)} },`;
  const block = new RegExp(`^  '?${before.name}'?: \\{\\n(?:    .*\\n|\\n)*?  \\},$`, 'm').exec(text);
  const setting = /^ {4}throttle: \{ requestsPerSecond: [\d_]+, burst: [\d_]+ \},$/m;
  if (block === null || !setting.test(block[0])) {
    throw new InputError({
      input: `${STAGES_FILE}, stage ${before.name}`,
      received: 'a throttle that this command cannot find',
      allowed: 'one line such as "throttle: { requestsPerSecond: 2_750, burst: 2_750 },"',
      remedy: `Write "${written}" there by hand, then run the command again.`,
    });
  }
  const changed = block[0].replace(setting, `    ${written}`);
  return text.slice(0, block.index) + changed + text.slice(block.index + block[0].length);
}
