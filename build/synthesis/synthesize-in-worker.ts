import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SynthesizeOptions } from './assemble.ts';

/**
 * Synthesizes a stage in a thread of its own, which ends when the cloud assembly is written.
 * Resolves with the assembly's directory; rejects with the thread's error.
 */
export function synthesizeInWorker(
  stage: string | NonNullable<SynthesizeOptions['stage']>,
  outputDirectory: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(import.meta.dirname, 'synthesize-worker.ts'), {
      workerData: { ...(typeof stage === 'string' ? { stageName: stage } : { stage }), outputDirectory },
    });
    let directory: string | undefined;
    worker.once('message', (message: string) => {
      directory = message;
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (directory === undefined) reject(new Error(`the synthesis ended with code ${code} and no assembly`));
      else resolve(directory);
    });
  });
}
