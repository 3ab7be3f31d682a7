const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/**
 * Compiles one comparison (`["=", 5]`), or a range from its lower to its upper end (`[">", 0, "<=", 5]`).
 * @returns `undefined` for what EventBridge refuses: a range in the other order, or an empty range
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#filtering-numeric-matching
 */
export function compileNumeric(operand: unknown): ((value: number) => boolean) | undefined {
  if (!Array.isArray(operand)) return undefined;
  const [comparison, bound, upperComparison, upperBound] = operand;
  const holds = comparisonOf(comparison);
  if (holds === undefined || !isFiniteNumber(bound)) return undefined;
  if (operand.length === 2) return (value) => holds(value, bound);
  const isRange = /^>=?$/.test(String(comparison)) && /^<=?$/.test(String(upperComparison));
  const holdsUpper = comparisonOf(upperComparison);
  if (operand.length !== 4 || !isRange || holdsUpper === undefined) return undefined;
  if (!isFiniteNumber(upperBound) || bound >= upperBound) return undefined;
  return (value) => holds(value, bound) && holdsUpper(value, upperBound);
}

function comparisonOf(name: unknown): ((value: number, bound: number) => boolean) | undefined {
  return typeof name === 'string' && Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
