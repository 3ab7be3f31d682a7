import { parentPort, workerData } from 'node:worker_threads';
import { synthesize } from './synthesize.ts';

/** CDK holds 100 MB that nobody needs once the assembly is written: it lives in this thread, which then ends. */
const { stageName, outputDirectory }: { stageName: string; outputDirectory: string } = workerData;
const assembly = await synthesize({ stageName, outputDirectory });
parentPort?.postMessage(assembly.directory);
