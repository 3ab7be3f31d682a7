import type { RequestAuthorizer } from './authorizer.ts';
import type { MockIntegration } from './mock-integration.ts';

/** The function that answers (`AWS_PROXY`). */
export interface FunctionIntegration {
  readonly functionName: string;
  /** 50–29,000 ms by default, more if AWS raised the quota. @default 29,000 */
  readonly timeoutMs: number;
}

/** A method of a resource. */
export interface Method {
  readonly httpMethod: string;
  readonly resourceId: string;
  /** Such as `/v1/hunts/{huntId}`. */
  readonly resourcePath: string;
  readonly integration: FunctionIntegration | MockIntegration;
  readonly apiKeyRequired: boolean;
  readonly authorizer?: RequestAuthorizer;
  /** Headers that the request validator requires. */
  readonly requiredHeaders: readonly string[];
  readonly requiredQuery: readonly string[];
}

export interface Match {
  readonly method: Method;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node {
  readonly fixed: Map<string, Node>;
  parameter?: { readonly name: string; readonly greedy: boolean; readonly node: Node };
  readonly methods: Map<string, Method>;
}

/** Finds the method of a path. A fixed part wins over a parameter, a parameter over a greedy one. */
export class Routes {
  readonly #root: Node = emptyNode();

  add(method: Method): void {
    let node = this.#root;
    for (const part of partsOf(method.resourcePath)) {
      const parameter = /^\{([^+}]+)(\+?)\}$/.exec(part);
      if (parameter === null) {
        const next = node.fixed.get(part) ?? emptyNode();
        node.fixed.set(part, next);
        node = next;
      } else {
        node.parameter ??= { name: parameter[1] ?? '', greedy: parameter[2] === '+', node: emptyNode() };
        node = node.parameter.node;
      }
    }
    node.methods.set(method.httpMethod, method);
  }

  find(httpMethod: string, path: string): Match | undefined {
    let node = this.#root;
    const pathParameters: Record<string, string> = {};
    const parts = partsOf(path);
    // An empty part counts: `//v1/events` is not `/v1/events`. One slash at the end is ignored.
    if (parts.at(-1) === '') parts.pop();
    for (const [index, part] of parts.entries()) {
      const fixed = node.fixed.get(part);
      if (fixed !== undefined) {
        node = fixed;
        continue;
      }
      const { parameter } = node;
      if (parameter === undefined) return undefined;
      const value = decode(parameter.greedy ? parts.slice(index).join('/') : part);
      if (value === undefined) return undefined;
      pathParameters[parameter.name] = value;
      node = parameter.node;
      if (parameter.greedy) break;
    }
    const method = node.methods.get(httpMethod) ?? node.methods.get('ANY');
    return method === undefined ? undefined : { method, pathParameters };
  }
}

function emptyNode(): Node {
  return { fixed: new Map(), methods: new Map() };
}

/** `/v1/events` → `v1`, `events`. */
function partsOf(path: string): string[] {
  return path === '' || path === '/' ? [] : path.replace(/^\//, '').split('/');
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
