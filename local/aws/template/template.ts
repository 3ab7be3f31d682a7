import { InputError } from '../../../core/errors.ts';
import { isObject, type JsonObject } from '../services/operation.ts';

/** A resource of the template, references unresolved. */
export interface TemplateResource {
  readonly logicalId: string;
  /** The stack that it belongs to; CloudFormation makes names of it. */
  readonly stackName: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  /** Name of the condition under which it exists. */
  readonly condition: string | undefined;
  /** Whether the resource stays when it leaves the template. */
  readonly retained: boolean;
}

/**
 * The allowed values, without `Snapshot`, which no type of the local runtime supports. A local creation that fails
 * changes nothing, so `RetainExceptOnCreate` does the same as `Retain`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
 */
const POLICIES: Readonly<Record<string, readonly string[]>> = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate'],
  UpdateReplacePolicy: ['Delete', 'Retain'],
};

/** A CloudFormation template, or those of stacks that are built together. */
export interface Template {
  /** The stack, or the one whose outputs the others read. */
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, JsonObject>>;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: Readonly<Record<string, JsonObject>>;
}

/** Reads a template's JSON. @throws InputError for an unknown deletion or replacement policy */
export function readTemplate(stackName: string, template: JsonObject): Template {
  const resources = new Map<string, TemplateResource>();
  for (const [logicalId, resource] of objectEntries(template.Resources)) {
    const { DependsOn: dependsOn = [], Condition: condition } = resource;
    checkPolicies(logicalId, resource);
    resources.set(logicalId, {
      logicalId,
      stackName,
      type: String(resource.Type),
      properties: isObject(resource.Properties) ? resource.Properties : {},
      dependsOn: (Array.isArray(dependsOn) ? dependsOn : [dependsOn]).map(String),
      condition: typeof condition === 'string' ? condition : undefined,
      retained: resource.DeletionPolicy !== undefined && resource.DeletionPolicy !== 'Delete',
    });
  }
  return {
    stackName,
    parameters: Object.fromEntries(objectEntries(template.Parameters)),
    mappings: isObject(template.Mappings) ? template.Mappings : {},
    conditions: isObject(template.Conditions) ? template.Conditions : {},
    resources,
    outputs: Object.fromEntries(objectEntries(template.Outputs)),
  };
}

function checkPolicies(logicalId: string, resource: JsonObject): void {
  for (const [attribute, allowed] of Object.entries(POLICIES)) {
    const value = resource[attribute];
    if (value === undefined || allowed.includes(String(value))) continue;
    throw new InputError({
      input: `template, resource ${logicalId}: ${attribute}`,
      received: value,
      allowed: allowed.join(', '),
      remedy: 'CloudFormation refuses a template with another value.',
    });
  }
}

function objectEntries(value: unknown): [string, JsonObject][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(
    ([name, entry]) => (isObject(entry) ? [[name, entry] as const] : []) as [string, JsonObject][],
  );
}
