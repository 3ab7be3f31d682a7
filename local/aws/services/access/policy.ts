import { isObject, type JsonObject } from '../operation.ts';

/** A request to judge by policies. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  /** The calling service, such as `events.amazonaws.com`; set for policies on resources. */
  readonly service?: string;
  /** Condition keys and their values, such as `aws:SourceArn`. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Verdict = 'allowed' | 'denied' | 'not-mentioned';

/**
 * Judges a request by policy documents: an explicit deny wins, then any allow.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function judge(documents: readonly unknown[], request: AccessRequest): Verdict {
  let verdict: Verdict = 'not-mentioned';
  for (const document of documents) {
    for (const statement of statementsOf(document)) {
      if (!applies(statement, request)) continue;
      if (statement.Effect === 'Deny') return 'denied';
      if (statement.Effect === 'Allow') verdict = 'allowed';
    }
  }
  return verdict;
}

function statementsOf(document: unknown): readonly JsonObject[] {
  return isObject(document) ? asList(document.Statement).filter(isObject) : [];
}

function applies(statement: JsonObject, request: AccessRequest): boolean {
  const actions = asList(statement.Action);
  if (actions.length > 0 && !actions.some((action) => matchesText(String(action), request.action, true))) return false;
  if (asList(statement.NotAction).some((action) => matchesText(String(action), request.action, true))) return false;
  const resources = asList(statement.Resource);
  if (resources.length > 0 && !resources.some((arn) => matchesText(String(arn), request.resource, false))) return false;
  if (asList(statement.NotResource).some((arn) => matchesText(String(arn), request.resource, false))) return false;
  return principalApplies(statement.Principal, request.service) && conditionHolds(statement.Condition, request.context);
}

function principalApplies(principal: unknown, service: string | undefined): boolean {
  if (principal === undefined || service === undefined || principal === '*') return true;
  if (!isObject(principal)) return false;
  if (asList(principal.Service).some((name) => name === service || name === '*')) return true;
  return asList(principal.AWS).includes('*');
}

/** All operators and keys must match, and one value of each key. An unknown operator matches nothing. */
function conditionHolds(condition: unknown, context: Readonly<Record<string, string>> = {}): boolean {
  if (!isObject(condition)) return true;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      isObject(keys) && Object.entries(keys).every(([key, values]) => compare(operator, context[key], asList(values))),
  );
}

function compare(operator: string, actual: string | undefined, values: readonly unknown[]): boolean {
  switch (operator) {
    case 'ArnEquals':
    case 'ArnLike':
    case 'StringLike':
      return actual !== undefined && values.some((value) => matchesText(String(value), actual, false));
    case 'StringEquals':
      return actual !== undefined && values.includes(actual);
    case 'StringNotEquals':
      return !values.includes(actual);
    case 'Bool':
      // The local transport counts as TLS; every other key must be present.
      return values.some((value) => String(value) === (actual ?? 'true'));
    default:
      return false;
  }
}

function matchesText(pattern: string, text: string, ignoreCase: boolean): boolean {
  if (pattern === '*') return true;
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
