import { closest } from '../../../core/closest.ts';
import { InputError } from '../../../core/errors.ts';
import { isObject } from '../services/operation.ts';
import { createInOrder } from './creation.ts';
import { type LocalCloud, physicalName, type ResolvedResource } from './local-cloud.ts';
import { Properties } from './properties.ts';
import { type Built, exists, resolve, type Scope } from './resolve.ts';
import { BUILDERS, WITHOUT_EFFECT } from './resource-types.ts';
import type { Template, TemplateResource } from './template.ts';

/** The built resources of a stack, to show or use. */
export interface BuiltStack {
  /** Physical name or id by logical id. */
  readonly resources: ReadonlyMap<string, string>;
  readonly outputs: Readonly<Record<string, string>>;
  /** Types accepted without effect, with how many of each the template has. */
  readonly withoutEffect: Readonly<Record<string, number>>;
}

/** A stack with the attributes that its resources give to others. */
export interface Build extends BuiltStack {
  readonly built: ReadonlyMap<string, Built>;
}

/** Builds a template's resources into the cloud, each after those that it refers to. @throws InputError */
export function buildStack(template: Template, cloud: LocalCloud): Build {
  return buildEach(template, cloud, (resource, scope) => buildResource(resource, scope, cloud));
}

/** Visits the resources in the order in which CloudFormation creates them. */
export function buildEach(
  template: Template,
  cloud: LocalCloud,
  build: (resource: TemplateResource, scope: Scope) => Built,
): Build {
  const built = new Map<string, Built>();
  const scope: Scope = { template, built, pseudoParameters: pseudoParameters(template, cloud) };
  const withoutEffect: Record<string, number> = {};
  createInOrder(template.resources, (resource) => {
    const { logicalId, type, condition } = resource;
    if (!exists(condition, scope, `resource ${logicalId}`)) return undefined;
    if (BUILDERS[type] === undefined) withoutEffect[type] = (withoutEffect[type] ?? 0) + 1;
    const made = build(resource, scope);
    built.set(logicalId, made);
    return made;
  });
  return {
    built,
    resources: new Map([...built].map(([logicalId, { ref }]) => [logicalId, ref])),
    outputs: Object.fromEntries(
      Object.entries(template.outputs).map(([name, { Value }]) => [
        name,
        String(resolve(Value, scope, `output ${name}`)),
      ]),
    ),
    withoutEffect,
  };
}

export function buildResource(resource: TemplateResource, scope: Scope, cloud: LocalCloud): Built {
  const { logicalId, type, stackName } = resource;
  cloud.stacks.add(stackName);
  const identity: ResolvedResource = { logicalId, type, stackName };
  const builder = BUILDERS[type];
  if (builder === undefined) return buildWithoutEffect(identity, cloud);
  return builder(resolvedProperties(resource, scope), identity, cloud);
}

/**
 * Returns a resource's properties, references resolved. @throws InputError that names the reference it cannot resolve
 */
export function resolvedProperties({ logicalId, type, properties }: TemplateResource, scope: Scope): Properties {
  const values = resolve(properties, scope, `resource ${logicalId}: Properties`);
  return new Properties(`resource ${logicalId} (${type})`, isObject(values) ? values : {});
}

function buildWithoutEffect(resource: ResolvedResource, cloud: LocalCloud): Built {
  const { logicalId, type } = resource;
  const attributes = WITHOUT_EFFECT[type];
  if (attributes === undefined) {
    const known = [...Object.keys(BUILDERS), ...Object.keys(WITHOUT_EFFECT)];
    const near = closest(type, known);
    throw new InputError({
      input: `template, resource ${logicalId}: Type`,
      received: type,
      allowed: near === undefined ? 'a type of local/aws/template/resource-types.ts' : `${near} is the nearest`,
      remedy:
        'The local runtime has no model of it. Add a builder, or add it to WITHOUT_EFFECT if the stack behaves the same without it.',
    });
  }
  const name = physicalName(resource);
  const service = type.split('::')[1]?.toLowerCase();
  const arn = `arn:aws:${service}:${cloud.region}:${cloud.account}:${name}`;
  return {
    ref: name,
    attributes: Object.fromEntries(attributes.map((attribute) => [attribute, attribute.endsWith('Arn') ? arn : name])),
  };
}

export function pseudoParameters(
  { stackName }: Template,
  { region, account }: LocalCloud,
): Readonly<Record<string, string>> {
  return {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}
