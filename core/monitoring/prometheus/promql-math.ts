import type jsep from 'jsep';
import { InputError } from '../../errors.ts';
import { isMathOperator, type MathOperator, parseMetricMath } from '../../metric-math-syntax.ts';

/** A metric of the expression in PromQL; `undefined`: it has no data here, ever. */
export type OperandOf = (id: string) => string | undefined;

interface Part {
  readonly promql: string;
  /** `number`: a scalar. `filled`: has a value whenever the rule is evaluated. `series`: has none where the metric has none. */
  readonly kind: 'number' | 'filled' | 'series' | 'nothing';
}

const OVER_ARRAYS: Readonly<Record<string, string>> = { MAX: 'max', MIN: 'min', SUM: 'sum' };
const COMPARISONS: readonly string[] = ['==', '!=', '<', '>', '<=', '>='];
const ALLOWED =
  'ids of metrics, numbers, + - * /, comparisons, AND, OR, IF(condition, a, b), FILL(metric, number), MAX, MIN and SUM of an array; two metrics beside an operator each within FILL';

/**
 * Translates an expression of CloudWatch's metric math into PromQL over operands without labels. What PromQL would judge
 * otherwise is refused: CloudWatch takes a missing metric beside another as 0, PromQL then has no result, so both must be
 * within FILL.
 * @param filler of FILL, in PromQL, by its number @default `vector(number)`
 * @throws InputError for what has no translation
 */
export function promqlOf(
  expression: string,
  operandOf: OperandOf,
  filler: (series: string, number: string) => string = (series, number) => `(${series} or vector(${number}))`,
): string {
  const refuse = (part: string): never => {
    throw new InputError({
      input: 'metric math of an alarm, for Prometheus',
      received: `${expression} (${part})`,
      allowed: ALLOWED,
      remedy: 'Write it with these, or teach core/monitoring/prometheus/promql-math.ts the rest.',
    });
  };
  const translated = (node: jsep.Expression | null | undefined): Part => {
    const part = node as jsep.CoreExpression;
    switch (part.type) {
      case 'Literal':
        return typeof part.value === 'number'
          ? { promql: String(part.value), kind: 'number' }
          : refuse(String(part.raw));
      case 'Identifier': {
        const operand = operandOf(part.name);
        return operand === undefined ? { promql: '0', kind: 'nothing' } : { promql: operand, kind: 'series' };
      }
      case 'UnaryExpression': {
        const { promql, kind } = translated(part.argument);
        return { promql: `(-${promql})`, kind };
      }
      case 'BinaryExpression':
        return binary(part.operator, translated(part.left), translated(part.right));
      case 'CallExpression':
        return call((part.callee as jsep.Identifier).name, part.arguments);
      default:
        return refuse(part.type);
    }
  };
  const binary = (operator: string, left: Part, right: Part): Part => {
    if (!isMathOperator(operator)) return refuse(operator);
    const kinds = [left.kind, right.kind];
    if (kinds.includes('nothing')) return { promql: '0', kind: 'nothing' };
    if (kinds.includes('series') && !kinds.includes('number')) return refuse(`${operator} of metrics without FILL`);
    const kind = kinds.includes('series') ? 'series' : kinds.includes('filled') ? 'filled' : 'number';
    return { promql: joined(operator, left.promql, right.promql), kind };
  };
  const call = (name: string, given: readonly jsep.Expression[]): Part => {
    if (name === 'FILL') return fill(given);
    if (name === 'IF') return choice(given.map(translated));
    const over = Object.hasOwn(OVER_ARRAYS, name) ? OVER_ARRAYS[name] : undefined;
    const [array, ...more] = given as jsep.CoreExpression[];
    if (over === undefined || array?.type !== 'ArrayExpression' || more.length > 0) return refuse(name);
    const elements = array.elements.map(translated).filter(({ kind }) => kind !== 'nothing');
    if (elements.length === 0) return { promql: '0', kind: 'nothing' };
    // A label of its own keeps each element beside the others, which otherwise have the same empty labels.
    const apart = elements.map(({ promql }, index) => `label_replace(${promql}, "element", "${index}", "", "")`);
    return { promql: `${over} without (element) (${apart.join(' or ')})`, kind: 'series' };
  };
  const fill = (given: readonly jsep.Expression[]): Part => {
    const [series, number] = given.map(translated);
    if (series === undefined || number?.kind !== 'number') return refuse('FILL');
    if (series.kind === 'nothing') return { promql: number.promql, kind: 'number' };
    return { promql: filler(series.promql, number.promql), kind: 'filled' };
  };
  const choice = ([condition, whenTrue, whenFalse]: readonly Part[]): Part => {
    const parts = [condition, whenTrue, whenFalse];
    if (condition?.kind !== 'filled' || parts.some((part) => part === undefined || part.kind === 'series')) {
      return refuse('IF without three arguments that always have a value');
    }
    const holds = `(${condition.promql} != bool 0)`;
    const fails = `(${condition.promql} == bool 0)`;
    return { promql: `(${holds} * ${whenTrue?.promql} + ${fails} * ${whenFalse?.promql})`, kind: 'filled' };
  };
  return translated(parsed(expression, refuse)).promql;
}

function parsed(expression: string, refuse: (part: string) => never): jsep.Expression {
  try {
    return parseMetricMath(expression);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function joined(operator: MathOperator, left: string, right: string): string {
  if (COMPARISONS.includes(operator)) return `(${left} ${operator} bool ${right})`;
  if (operator === 'AND' || operator === '&&') return `((${left} != bool 0) * (${right} != bool 0))`;
  if (operator === 'OR' || operator === '||') return `clamp_max((${left} != bool 0) + (${right} != bool 0), 1)`;
  return `(${left} ${operator} ${right})`;
}
