import type { TargetName } from './target.ts';

/**
 * What a target cannot do, by the name of the test that it fails, with the reason. `npm run e2e -- --target NAME
 * --prove-gaps` runs exactly these and fails if one passes: a gap that has closed comes off the list.
 */
export const GAPS: Readonly<Record<TargetName, Readonly<Record<string, string>>>> = {
  local: {},
  localstack: {},
  ministack: {},
  aws: {},
};
