/**
 * The first change that a studio makes, in a copy of the repository, command by command as docs/add-an-event-type.md has
 * it: add a type, typecheck, lint, docs, npm test, synth of all stages, start, send, see the effect, raise the version,
 * remove. `.ci/run` does it with one type, `npm run nightly` with three; `npm test` never does.
 *
 *     node bin/node24.mjs test/first-change/run.ts            one type
 *     node bin/node24.mjs test/first-change/run.ts --all      three
 *
 * Prints a line for each step, and the totals as its last line. Exits non-zero if a step fails.
 */
import { catalog } from '../../catalog/index.ts';
import { FIRST_CHANGES } from './changes.ts';
import { makeChange } from './path.ts';
import { Steps } from './steps.ts';

const all = process.argv.includes('--all');
const steps = new Steps(console.log);
for (const change of FIRST_CHANGES.slice(0, all ? undefined : 1)) {
  if (catalog.some(({ type }) => type === change.type)) {
    steps.fail(change.type, 'the catalog has this type already: name another one in test/first-change/changes.ts');
  } else {
    await makeChange(change, steps);
  }
}
console.log(steps.totals());
process.exitCode = steps.failed === 0 ? 0 : 1;
