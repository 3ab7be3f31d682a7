/**
 * `npm run nightly [-- FILTER…]`: what takes longer than a test run may. Every property is tried on 50 times as many
 * inputs, and how often plan and simulator differ with Zipf keys is printed; then Cairn is installed and started on other Nodes,
 * as other users and with hostile homes (test/install/run).
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const RUNS = '5000';
const REPOSITORY = path.resolve(import.meta.dirname, '..');
const vitest = path.join(REPOSITORY, 'node_modules/vitest/vitest.mjs');
const filters = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'unit', '--test-timeout', '1800000', ...filters],
  { stdio: 'inherit', env: { ...process.env, CAIRN_PROPERTY_RUNS: RUNS } },
);
process.exitCode = status ?? 1;
// Who names files wants these.
if (filters.length === 0) {
  for (const part of ['--all', '--npm-test']) {
    const installed = spawnSync(path.join(REPOSITORY, 'test/install/run'), [part], { stdio: 'inherit' });
    process.exitCode ||= installed.status ?? 1;
  }
}
