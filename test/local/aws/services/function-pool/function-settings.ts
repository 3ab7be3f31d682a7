import type { FunctionSettings } from '../../../../../local/aws/services/function-pool/function-pool.ts';

/** Settings of a function `handle` with more environments than an account may run. */
export const SETTINGS: FunctionSettings = {
  name: 'handle',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:handle',
  timeoutSeconds: 3,
  memoryMb: 128,
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  roleArn: 'arn:role',
  maxEnvironments: 2_000,
};
