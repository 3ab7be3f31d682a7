import type { TestProject } from 'vitest/node';
import { type Connect, type Deployment, TARGET_NAMES, type TargetName } from './target.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the suite runs against. */
    deployment: Deployment;
    /** Whether only the target's known gaps are run. */
    provingGaps: boolean;
  }
}

const TARGETS: Readonly<Record<TargetName, () => Promise<{ readonly connect: Connect }>>> = {
  local: () => import('./local.ts'),
  localstack: () => import('./localstack.ts'),
  ministack: () => import('./ministack.ts'),
  aws: () => import('./aws.ts'),
};

/** Connects to the target that `CAIRN_E2E_TARGET` names; our own runtime without it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const wanted = process.env.CAIRN_E2E_TARGET ?? 'local';
  const name = TARGET_NAMES.find((candidate) => candidate === wanted);
  if (name === undefined) throw new Error(`target "${wanted}" is none of ${TARGET_NAMES.join(', ')}`);
  const { connect } = await TARGETS[name]();
  const { deployment, close } = await connect();
  project.provide('deployment', deployment);
  project.provide('provingGaps', process.env.CAIRN_E2E_PROVE_GAPS !== undefined);
  return close;
}
