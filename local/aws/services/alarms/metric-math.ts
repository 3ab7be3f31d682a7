import type jsep from 'jsep';
import { InputError } from '../../../../core/errors.ts';
import { isMathOperator, type MathOperator, parseMetricMath } from '../../../../core/metric-math-syntax.ts';

/** A metric's value in one period; `undefined`: it has no data there. */
export type Point = number | undefined;
/** The metrics' points of one period, by their ids in the expression. */
export type PointOf = (id: string) => Point;

/** A part of an expression: a time series, or a scalar that is the same in every period. */
interface Operand {
  readonly isSeries: boolean;
  readonly at: (pointOf: PointOf) => Point;
}

type Calculation = (left: number, right: number) => number;

const truth = (holds: boolean): number => (holds ? 1 : 0);
const and: Calculation = (left, right) => truth(left !== 0 && right !== 0);
const or: Calculation = (left, right) => truth(left !== 0 || right !== 0);

const CALCULATIONS: Readonly<Record<MathOperator, Calculation>> = {
  OR: or,
  '||': or,
  AND: and,
  '&&': and,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '>': (left, right) => truth(left > right),
  '<=': (left, right) => truth(left <= right),
  '>=': (left, right) => truth(left >= right),
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

/** Functions over the series of an array, by the points that a period has. The page says of AVG alone that it takes missing points as 0. */
const OVER_ARRAYS: Readonly<Record<string, (points: readonly number[]) => number>> = {
  MAX: (points) => Math.max(...points),
  MIN: (points) => Math.min(...points),
  SUM: (points) => points.reduce((sum, point) => sum + point, 0),
};

const ALLOWED =
  'ids of metrics, numbers, + - * /, == != < <= > >=, AND, OR, IF(condition, a, b), FILL(metric, number), MAX, MIN and SUM of an array such as MAX([m1, m2])';

/**
 * Compiles an expression of CloudWatch's metric math that an alarm may watch. Missing data follows its page: of two
 * series of which one has no point, the missing one counts as 0; a series beside a number has points only where it has
 * data; a division by zero and a false IF without an alternative have no point; a true IF whose series lacks the point is
 * 0; FILL gives every period without data its number, the newest too.
 * @param ids of the metrics that it may name
 * @param input where it stands, for messages
 * @throws InputError naming what has no local model
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function compileMetricMath(
  expression: string,
  ids: readonly string[],
  input = 'Expression',
): (pointOf: PointOf) => Point {
  const compiled = new Compiler(expression, ids, input).compile();
  return compiled.at;
}

class Compiler {
  readonly #expression: string;
  readonly #ids: readonly string[];
  readonly #input: string;

  constructor(expression: string, ids: readonly string[], input: string) {
    this.#expression = expression;
    this.#ids = ids;
    this.#input = input;
  }

  compile(): Operand {
    const operand = this.#operand(this.#parsed());
    return operand.isSeries ? operand : this.#refuse('its result, a number', 'a result that is a time series');
  }

  #parsed(): jsep.Expression {
    try {
      return parseMetricMath(this.#expression);
    } catch (error) {
      return this.#refuse(error instanceof Error ? error.message : String(error));
    }
  }

  #operand(node: jsep.Expression): Operand {
    const part = node as jsep.CoreExpression;
    switch (part.type) {
      case 'Literal':
        return typeof part.value === 'number' ? scalar(part.value) : this.#refuse(String(part.raw));
      case 'Identifier':
        return this.#metric(part.name);
      case 'UnaryExpression': {
        const { isSeries, at } = this.#operand(part.argument);
        return { isSeries, at: (pointOf) => negative(at(pointOf)) };
      }
      case 'BinaryExpression': {
        const { operator } = part;
        const calculation = isMathOperator(operator) ? CALCULATIONS[operator] : this.#refuse(operator);
        return combined(this.#operand(part.left), this.#operand(part.right), calculation);
      }
      case 'CallExpression':
        return this.#call((part.callee as jsep.Identifier).name ?? part.callee.type, part.arguments);
      default:
        return this.#refuse(part.type);
    }
  }

  #metric(id: string): Operand {
    if (!this.#ids.includes(id)) return this.#refuse(id, `${this.#ids.join(', ')}; ${ALLOWED}`);
    return { isSeries: true, at: (pointOf) => pointOf(id) };
  }

  #call(name: string, given: readonly jsep.Expression[]): Operand {
    if (name === 'IF') return this.#choice(given);
    if (name === 'FILL') return this.#filled(given);
    const aggregate = Object.hasOwn(OVER_ARRAYS, name) ? OVER_ARRAYS[name] : undefined;
    if (aggregate === undefined) return this.#refuse(name);
    const [array, ...more] = given as jsep.CoreExpression[];
    if (array?.type !== 'ArrayExpression' || array.elements.length === 0 || more.length > 0) {
      return this.#refuse(name, `${name} of an array, such as ${name}([m1, m2])`);
    }
    const elements = array.elements.map((element) => this.#series(element ?? array, name));
    return {
      isSeries: true,
      at: (pointOf) => {
        const points = elements.map((element) => element.at(pointOf)).filter((point) => point !== undefined);
        return points.length === 0 ? undefined : aggregate(points);
      },
    };
  }

  #choice(given: readonly jsep.Expression[]): Operand {
    const [condition, whenTrue, whenFalse] = given.map((each) => this.#operand(each));
    if (condition === undefined || whenTrue === undefined || given.length > 3) {
      return this.#refuse('IF', 'IF(condition, a) or IF(condition, a, b)');
    }
    return {
      isSeries: condition.isSeries || whenTrue.isSeries || whenFalse?.isSeries === true,
      at: (pointOf) => {
        const holds = condition.at(pointOf);
        if (holds === undefined) return undefined;
        if (holds === 0) return whenFalse?.at(pointOf);
        return whenTrue.at(pointOf) ?? (condition.isSeries ? 0 : undefined);
      },
    };
  }

  #filled(given: readonly jsep.Expression[]): Operand {
    const [series, filler, ...more] = given;
    if (series === undefined || filler === undefined || more.length > 0) {
      return this.#refuse('FILL', 'FILL(metric, number)');
    }
    const named = (filler as jsep.Identifier).name;
    if (named === 'REPEAT' || named === 'LINEAR') return this.#refuse(named, 'FILL(metric, number)');
    const number = this.#operand(filler);
    if (number.isSeries) return this.#refuse('FILL with a time series', 'FILL(metric, number)');
    const { at } = this.#series(series, 'FILL');
    return { isSeries: true, at: (pointOf) => at(pointOf) ?? number.at(pointOf) };
  }

  #series(node: jsep.Expression, of: string): Operand {
    const operand = this.#operand(node);
    return operand.isSeries ? operand : this.#refuse(`${of} of a number`, `${of} of time series`);
  }

  #refuse(part: string, allowed = ALLOWED): never {
    throw new InputError({
      input: this.#input,
      received: `${this.#expression} (${part})`,
      allowed,
      remedy:
        'Write the expression with these, or teach local/aws/services/alarms/metric-math.ts the rest of metric math.',
    });
  }
}

function scalar(value: number): Operand {
  return { isSeries: false, at: () => value };
}

function negative(point: Point): Point {
  return point === undefined ? undefined : -point;
}

function combined(left: Operand, right: Operand, calculation: Calculation): Operand {
  const isPair = left.isSeries && right.isSeries;
  return {
    isSeries: left.isSeries || right.isSeries,
    at: (pointOf) => {
      const [one, other] = [left.at(pointOf), right.at(pointOf)];
      if (one === undefined && other === undefined) return undefined;
      if (!isPair && (one === undefined || other === undefined)) return undefined;
      const result = calculation(one ?? 0, other ?? 0);
      return Number.isFinite(result) ? result : undefined;
    },
  };
}
