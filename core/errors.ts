/** What a person needs to correct a wrong input: its name, what arrived, what is allowed, what to do. */
export interface InputProblem {
  /** The option, field or file as its author wrote it, such as `--port` or `catalog location.pinged: partitionKey`. */
  readonly input: string;
  readonly received: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** A wrong input from a person or a client. The edge catches it and prints one message, never a stack. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problem: InputProblem;

  constructor(problem: InputProblem) {
    super(`${problem.input}: got ${show(problem.received)}; allowed: ${problem.allowed}. ${problem.remedy}`);
    this.problem = problem;
  }
}

/** A stage that could not carry its traffic. Cairn refuses it before deployment, with one line a problem. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
  readonly problems: readonly string[];

  constructor(stage: string, problems: readonly string[]) {
    super([`stage ${stage} would fall over:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

/**
 * The message of an error with those of its causes: `fetch failed: connect ECONNREFUSED 127.0.0.1:9`. An AggregateError
 * (attempts at several addresses) contributes the message of each attempt.
 */
export function withCauses(error: unknown): string {
  const messages: string[] = [];
  const add = (one: unknown): void => {
    if (!(one instanceof Error)) messages.push(show(one));
    else if (one.message !== '') messages.push(one.message);
    else if (!(one instanceof AggregateError)) messages.push(one.name);
    if (one instanceof AggregateError) for (const each of one.errors) add(each);
    if (one instanceof Error && one.cause !== undefined && one.cause !== null) add(one.cause);
  };
  add(error);
  return [...new Set(messages)].join(': ');
}

const SHOWN_CHARACTERS = 120;

/** `value` as JSON, cut to 120 characters, for a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    // Catches a circle, a bigint and nesting deeper than the call stack; for the last, even `String` fails.
    text = typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
  }
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
