import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { GAPS } from './gaps.ts';
import type { TargetName } from './target.ts';

/** The summary of a target: its gaps, each with the reason, and, where they were to be proved, the error it shows. */
export class GapReporter implements Reporter {
  readonly #target: TargetName;
  readonly #proving: boolean;

  constructor(target: TargetName, proving: boolean) {
    this.#target = target;
    this.#proving = proving;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const gaps = GAPS[this.#target];
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const byName = new Map(tests.map((test) => [test.name, test]));
    const entries = Object.entries(gaps);
    console.log(`\nGaps of ${this.#target}: ${entries.length === 0 ? 'none' : entries.length}`);
    const wrong: string[] = [];
    for (const [name, reason] of entries) {
      console.log(`  ↓ ${name}\n      ${reason}`);
      const test = byName.get(name);
      if (test === undefined) wrong.push(`there is no test "${name}"`);
      else if (this.#proving) {
        if (test.result().state !== 'failed') wrong.push(`"${name}" passes: the gap has closed`);
        else console.log(`      seen now: ${errorOf(test)}`);
      }
    }
    for (const problem of wrong) console.log(`  ✗ ${problem}; correct test/e2e/targets/gaps.ts`);
    // A failed test is what proves a gap; everything else that fails is a failure.
    if (this.#proving) process.exitCode = 0;
    if (wrong.length > 0) process.exitCode = 1;
  }
}

function errorOf(test: TestCase): string {
  const { errors = [] } = test.result();
  return (errors[0]?.message ?? 'no error').split('\n')[0] ?? '';
}
