import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../../core/errors.ts';
import { isObject, type JsonObject } from '../services/operation.ts';
import { readTemplate, type Template } from './template.ts';

/** A stack of a cloud assembly. */
export interface Stack {
  /** Of its artifact in the assembly. */
  readonly id: string;
  readonly stackName: string;
  /** The region that the app names. @default the caller's */
  readonly region?: string;
  readonly template: JsonObject;
}

/** Names of the stacks whose outputs a stack reads. */
export function stacksReadBy({ template }: Stack): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isObject(value)) return;
    const reference = value['Fn::GetStackOutput'];
    if (isObject(reference)) names.add(String(reference.StackName));
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(template);
  return names;
}

/**
 * A stack and those that read its outputs, or outputs of one that does, as one template: each Fn::GetStackOutput gives way
 * to what the output says.
 * @throws InputError where a reference leads out of them, or two of them give a name to different things
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function withReaders(root: Stack, stacks: readonly Stack[]): Template {
  const loaded = new Map([[root.stackName, root]]);
  for (let size = 0; size < loaded.size; ) {
    size = loaded.size;
    for (const stack of stacks) {
      if ([...stacksReadBy(stack)].some((name) => loaded.has(name))) loaded.set(stack.stackName, stack);
    }
  }
  const linker = new Linker(loaded);
  const templates = [...loaded.values()].map((stack) => readTemplate(stack.stackName, linker.link(stack)));
  return {
    stackName: root.stackName,
    resources: new Map(Object.entries(merged(templates, 'resource', ({ resources }) => Object.fromEntries(resources)))),
    parameters: merged(templates, 'parameter', ({ parameters }) => parameters),
    mappings: merged(templates, 'mapping', ({ mappings }) => mappings),
    conditions: merged(templates, 'condition', ({ conditions }) => conditions),
    outputs: merged(templates, 'output', ({ outputs }) => outputs),
  };
}

class Linker {
  readonly #stacks: ReadonlyMap<string, Stack>;

  constructor(stacks: ReadonlyMap<string, Stack>) {
    this.#stacks = stacks;
  }

  link(stack: Stack): JsonObject {
    return this.#link(stack.template, stack, []) as JsonObject;
  }

  /** @param trail outputs that are being read, to find a circle */
  #link(value: unknown, stack: Stack, trail: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#link(item, stack, trail));
    if (!isObject(value)) return value;
    if (isObject(value['Fn::GetStackOutput'])) return this.#output(value['Fn::GetStackOutput'], stack, trail);
    const own = ownPseudoParameter(value, stack);
    if (own !== undefined) return own;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#link(inner, stack, trail)]));
  }

  #output(reference: JsonObject, reader: Stack, trail: readonly string[]): unknown {
    const { StackName, OutputName, Region, RoleArn } = reference;
    const fail = (member: string, received: unknown, allowed: string, remedy: string): never => {
      throw new InputError({
        input: `stack ${reader.stackName}, Fn::GetStackOutput: ${member}`,
        received,
        allowed,
        remedy,
      });
    };
    if (RoleArn !== undefined) fail('RoleArn', RoleArn, 'none', 'The local runtime has one account.');
    const isOwnRegion = isDeepStrictEqual(Region, { Ref: 'AWS::Region' }) || Region === reader.region;
    if (Region !== undefined && !isOwnRegion) {
      fail('Region', Region, 'none, or the region of the stack itself', 'The local runtime has one region.');
    }
    const stack =
      this.#stacks.get(String(StackName)) ??
      fail('StackName', StackName, [...this.#stacks.keys()].join(', '), 'Synthesize the stack into the same assembly.');
    const outputs = isObject(stack.template.Outputs) ? stack.template.Outputs : {};
    const output = Object.hasOwn(outputs, String(OutputName)) ? outputs[String(OutputName)] : undefined;
    if (!isObject(output)) {
      const known = Object.keys(outputs).join(', ') || 'no output';
      return fail('OutputName', OutputName, known, `Give ${stack.stackName} the output, or read one that it has.`);
    }
    const step = `${stack.stackName}.${OutputName}`;
    if (trail.includes(step)) {
      fail('OutputName', [...trail, step].join(' → '), 'outputs without a circle', 'Break the circle.');
    }
    return this.#link(output.Value, stack, [...trail, step]);
  }
}

/** What `AWS::StackName` and `AWS::StackId` stand for in the stack: in the merged template they would name another one. */
function ownPseudoParameter(value: JsonObject, { stackName }: Stack): unknown {
  const id = `arn:\${AWS::Partition}:cloudformation:\${AWS::Region}:\${AWS::AccountId}:stack/${stackName}/local`;
  if (value.Ref === 'AWS::StackName') return stackName;
  if (value.Ref === 'AWS::StackId') return { 'Fn::Sub': id };
  const substitution = value['Fn::Sub'];
  if (typeof substitution !== 'string') return undefined;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are CloudFormation's placeholders.
  return { 'Fn::Sub': substitution.replaceAll('${AWS::StackName}', stackName).replaceAll('${AWS::StackId}', id) };
}

/** What the templates have under a name, all together; the same thing twice is one, as CDK gives each stack some. */
function merged<T>(
  templates: readonly Template[],
  kind: string,
  partOf: (template: Template) => Readonly<Record<string, T>>,
): Record<string, T> {
  const all: Record<string, T> = {};
  const owners = new Map<string, string>();
  for (const template of templates) {
    for (const [name, part] of Object.entries(partOf(template))) {
      const owner = owners.get(name);
      if (owner !== undefined && !isDeepStrictEqual(all[name], part)) {
        throw new InputError({
          input: `stacks ${owner} and ${template.stackName}: ${kind}`,
          received: name,
          allowed: 'names that only one of them has',
          remedy: 'The local runtime builds these stacks as one template: rename the construct in one of them.',
        });
      }
      all[name] = part;
      owners.set(name, template.stackName);
    }
  }
  return all;
}
