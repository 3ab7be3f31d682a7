/**
 * `npm run nightly`: what takes longer than a test run may. Every property is tried on 50 times as many inputs; how often plan
 * and simulator differ with Zipf keys is printed.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const RUNS = '5000';
const vitest = path.join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'unit', '--test-timeout', '1800000', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, CAIRN_PROPERTY_RUNS: RUNS } },
);
process.exitCode = status ?? 1;
