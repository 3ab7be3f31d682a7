import jsep from 'jsep';

/** Binary operators of CloudWatch's metric math, with their precedence: a higher one binds first. */
const PRECEDENCE = {
  OR: 1,
  '||': 1,
  AND: 2,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
} as const;

export type MathOperator = keyof typeof PRECEDENCE;

jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.removeAllLiterals();
jsep.addUnaryOp('-');
for (const [operator, precedence] of Object.entries(PRECEDENCE)) jsep.addBinaryOp(operator, precedence);

export function isMathOperator(operator: string): operator is MathOperator {
  return Object.hasOwn(PRECEDENCE, operator);
}

/**
 * Parses an expression of CloudWatch's metric math: ids, numbers, operators, arrays and calls of functions.
 * @throws Error whose message says what is wrong and where
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parseMetricMath(expression: string): jsep.CoreExpression {
  return jsep(expression) as jsep.CoreExpression;
}
