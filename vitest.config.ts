import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { cutOffFromAws } from './local/aws/runtime/no-aws-settings.ts';

// What a developer has measured must not decide what tests see; those of calibration name their file.
process.env.CAIRN_CALIBRATION = 'none';

// Nor what the machine sets for AWS, in files or variables: only the suite against AWS reads it, and an emulator's endpoint.
const { CAIRN_E2E_TARGET: target = 'local', AWS_ENDPOINT_URL: emulator } = process.env;
if (target !== 'aws') {
  cutOffFromAws();
  if (target !== 'local' && emulator !== undefined) process.env.AWS_ENDPOINT_URL = emulator;
}

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'threads',
  // Node itself imports what is tested, as it does where it runs, and keeps the compiled code for the next run.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  // A thread keeps its modules for the next file: loading CDK and the AWS SDK anew for each was a fifth of the run.
  // A test leaves no module, variable of the environment or spy other than it found it.
  isolate: false,
} as const;

const REPLACING_MODULES = ['test/tools/simulate/no-second-copy.test.ts'];

export default defineConfig({
  test: {
    // One more than there are cores: the end-to-end tests wait for a third of their time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/docs/**', ...REPLACING_MODULES],
          setupFiles: ['test/helpers/property-runs.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'replaced modules',
          include: [...REPLACING_MODULES],
          // Only Vite's imports can be replaced.
          experimental: {},
          deps: { interopDefault: false },
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/docs/**/*.test.ts'],
          exclude: ['test/e2e/suite/**'],
          globalSetup: ['test/e2e/synthesize-once.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'suite',
          include: ['test/e2e/suite/**/*.test.ts'],
          globalSetup: ['test/e2e/targets/setup.ts'],
          setupFiles: ['test/e2e/targets/skip-gaps.ts'],
          testTimeout: 180_000,
          // One deployment is shared by all, and one test changes a rule of it.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
