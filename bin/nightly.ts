/**
 * `npm run nightly [-- FILTER…]`: checks that take longer than a test run may.
 * - Tries every property on 50 times as many inputs.
 * - Prints how often plan and simulator differ with Zipf keys.
 * - Installs and starts Cairn on other Nodes, as other users and with hostile homes (test/install/run).
 * - Runs the chain's operations with the newest clients of other languages against the local endpoint (test/clients).
 * - Plays the situations of the governor with 20 seeds, without and with it (npm run bench -- healing).
 * - Raises every alarm on the service models (npm run cairn -- drill), and one a service on a running runtime.
 * - Adds, changes and removes three event types, each in a copy (test/first-change).
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../build/repository.ts';

const RUNS = '5000';
const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
const filters = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'unit', '--test-timeout', '1800000', ...filters],
  { stdio: 'inherit', env: { ...process.env, CAIRN_PROPERTY_RUNS: RUNS } },
);
process.exitCode = status ?? 1;

const COUNTS = { CAIRN_TERMINATIONS: '200', CAIRN_CLAIMS: '1000' };
const CLIENTS = ['boto3', 'cli1', 'cli2', 'java'];
const PARTS = [
  [
    process.execPath,
    vitest,
    'run',
    '--project',
    'e2e',
    'test/e2e/terminations.test.ts',
    'test/e2e/claims-at-once.test.ts',
  ],
  [process.execPath, 'bench/main.ts', 'healing'],
  [process.execPath, 'bin/cairn.ts', 'drill'],
  [process.execPath, vitest, 'run', '--project', 'e2e', 'test/e2e/drill-live.test.ts'],
  ['test/install/run', '--all'],
  ['test/install/run', '--npm-test'],
  ['test/clients/install', '--newest', ...CLIENTS],
  [process.execPath, 'test/clients/run.ts', ...CLIENTS],
  [process.execPath, 'test/first-change/run.ts', '--all'],
];
// A run with filters wants only those files.
if (filters.length === 0) {
  const env = { ...process.env, ...COUNTS, CAIRN_DRILL_LIVE: '1', BENCH_WRITES: 'no' };
  for (const [command = '', ...options] of PARTS) {
    const part = spawnSync(path.resolve(ROOT, command), options, { stdio: 'inherit', cwd: ROOT, env });
    process.exitCode ||= part.status ?? 1;
  }
}
