/** Does the steps of a run one after the other; a line for each, with its seconds. */
export class Steps {
  passed = 0;
  failed = 0;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** @throws what the step throws, after it is counted: the steps behind it build on it. */
  async step<Result>(name: string, act: () => Result | Promise<Result>): Promise<Result> {
    const from = performance.now();
    const line = (outcome: string) => {
      const seconds = Math.round((performance.now() - from) / 1_000);
      this.#print(`${outcome.padEnd(7)} ${String(seconds).padStart(4)}s  ${name}`);
    };
    try {
      const result = await act();
      this.passed += 1;
      line('ok');
      return result;
    } catch (error) {
      this.failed += 1;
      line('FAILED');
      this.#print(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  fail(name: string, reason: string): void {
    this.failed += 1;
    this.#print(`FAILED        ${name}: ${reason}`);
  }

  totals(): string {
    return `${this.passed} passed, ${this.failed} failed`;
  }
}
