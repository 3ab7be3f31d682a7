/** The CDK app: `cdk synth|deploy [-c stage=dev|prod|load] [-c owner=NAME]`. */

import { synthesize } from '../build/synthesis/synthesize.ts';
import { explainFailure } from '../tools/shared/explain-failure.ts';

try {
  await synthesize({ nag: true });
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
