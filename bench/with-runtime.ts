import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../build/synthesis/issuer.ts';
import { synthesizeInWorker } from '../build/synthesis/synthesize-in-worker.ts';
import { stages } from '../catalog/stages.ts';
import type { GovernorMode } from '../core/capacity/model/workload.ts';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import { tokenSigner } from '../local/start/issuer/token-signer.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../local/start/runtime.ts';

export interface BenchRuntimeOptions extends Pick<RuntimeOptions, 'poll' | 'maxEnvironments' | 'delays'> {
  readonly stage: keyof typeof stages;
  /** @default the stage's */
  readonly governor?: GovernorMode;
}

export interface BenchRuntime {
  readonly runtime: Runtime;
  /** From nothing to ready: synthesis, threads, ports. */
  readonly readyMs: number;
}

/** Starts a stage on free ports, as `npm start` does, runs `measure` on it and ends it. */
export async function withRuntime<Figures>(
  { stage, governor, ...options }: BenchRuntimeOptions,
  measure: (started: BenchRuntime) => Promise<Figures>,
): Promise<Figures> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  const issuer = loadOrCreateIssuer(ISSUER_DIRECTORY);
  const sign = tokenSigner(issuer, stages.dev.authentication, new RealScheduler(), 3_600);
  try {
    const started = performance.now();
    const runtime = await startRuntime({
      ...options,
      assemblyDirectory: await synthesizeInWorker(
        governor === undefined ? stage : { ...stages[stage], governor },
        directory,
      ),
      port: 0,
      awsPort: 0,
      signToken: ({ player, role }) => sign(player, role),
    });
    try {
      return await measure({ runtime, readyMs: Math.round(performance.now() - started) });
    } finally {
      await runtime.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
