/** The CDK app: `cdk synth|deploy [-c stage=dev|prod|load] [-c owner=NAME]`. */

import { explainFailure } from '../build/explain-failure.ts';
import { synthesize } from '../build/synthesis/synthesize.ts';

try {
  await synthesize({ nag: true });
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
