import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { readCalibrationFile } from '../calibration-file.ts';
import { ROOT } from '../repository.ts';
import type { SynthesizeOptions } from './assemble.ts';
import { AssemblyCache } from './assembly-cache.ts';
import { ISSUER_DIRECTORY, loadOrCreateIssuer, publicJwks } from './issuer.ts';

/**
 * Synthesizes a stage in its own thread, which ends when the cloud assembly is written. Copies a cached assembly if the
 * clone has one of the same sources.
 * Resolves with the assembly's directory; rejects with the thread's error.
 */
export async function synthesizeInWorker(
  stage: string | NonNullable<SynthesizeOptions['stage']>,
  outputDirectory: string,
): Promise<string> {
  const cache = new AssemblyCache(ROOT, path.join(ISSUER_DIRECTORY, 'assemblies'));
  const keyNow = (): string =>
    cache.key({ stage, calibration: readCalibrationFile(), jwks: publicJwks(loadOrCreateIssuer(ISSUER_DIRECTORY)) });
  const key = keyNow();
  if (cache.restore(key, outputDirectory)) return outputDirectory;
  const directory = await inWorker({
    ...(typeof stage === 'string' ? { stageName: stage } : { stage }),
    outputDirectory,
  });
  // If somebody saved a source during the synthesis, the assembly may or may not include it.
  if (keyNow() === key) cache.store(key, directory);
  return directory;
}

function inWorker(options: SynthesizeOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(import.meta.dirname, 'synthesize-worker.ts'), { workerData: options });
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
