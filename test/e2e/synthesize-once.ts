import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesizeInWorker } from '../../build/synthesis/synthesize-in-worker.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cloud assembly of stage dev, that every end-to-end test runs. */
    assemblyDirectory: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-e2e-'));
  project.provide('assemblyDirectory', await synthesizeInWorker('dev', directory));
  return () => rmSync(directory, { recursive: true, force: true });
}
