import { parentPort, workerData } from 'node:worker_threads';
import type { SynthesizeOptions } from './assemble.ts';
import { synthesize } from './synthesize.ts';
import { rememberChildren } from './thread-children.ts';

/** CDK uses 100 MB, which are free again once this thread has written the assembly and ended. */
const options: SynthesizeOptions = workerData;
const endChildren = rememberChildren();
try {
  const assembly = await synthesize(options);
  parentPort?.postMessage(assembly.directory);
} finally {
  await endChildren();
}
