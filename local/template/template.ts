import { isObject, type JsonObject } from '../services/operation.ts';

/** A resource as the template writes it, references unresolved. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  /** Name of the condition under which it exists. */
  readonly condition: string | undefined;
}

/** A CloudFormation template. */
export interface Template {
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, JsonObject>>;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: Readonly<Record<string, JsonObject>>;
}

/** Reads a template's JSON. */
export function readTemplate(stackName: string, template: JsonObject): Template {
  const resources = new Map<string, TemplateResource>();
  for (const [logicalId, resource] of objectEntries(template.Resources)) {
    const { DependsOn: dependsOn = [], Condition: condition } = resource;
    resources.set(logicalId, {
      logicalId,
      type: String(resource.Type),
      properties: isObject(resource.Properties) ? resource.Properties : {},
      dependsOn: (Array.isArray(dependsOn) ? dependsOn : [dependsOn]).map(String),
      condition: typeof condition === 'string' ? condition : undefined,
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

function objectEntries(value: unknown): [string, JsonObject][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(
    ([name, entry]) => (isObject(entry) ? [[name, entry] as const] : []) as [string, JsonObject][],
  );
}
