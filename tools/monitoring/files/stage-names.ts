import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib/core';
import type { EventDefinition } from '../../../catalog/definition.ts';
import { kebabName } from '../../../catalog/names.ts';
import type { StageConfig } from '../../../catalog/stages.ts';
import { escaped, generatedName, type PatternOf } from '../../../core/monitoring/prometheus/names.ts';
import { CairnStack } from '../../../lib/cairn-stack.ts';

/** Types of resources whose id says nothing of them: AWS makes it at random. */
const RANDOM = 'AWS::Lambda::EventSourceMapping';
/** The property in which a template gives a name, by the type of the resource. */
const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Events::EventBus': 'Name',
};

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What the stage's resources are named, from its template: names that it gives, and those that CloudFormation makes. */
export function stageNames(stage: StageConfig, catalog: readonly EventDefinition[]): PatternOf {
  // Names do not depend on code: bundling it would only take time.
  const functions = ['authorize', 'ingest', 'query', 'governor', ...catalog.map(({ type }) => kebabName(type))];
  const code = { directory: import.meta.dirname, hash: '0'.repeat(64) };
  const app = new App({
    outdir: mkdtempSync(path.join(tmpdir(), 'cairn-')),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  const stack = new CairnStack(app, `cairn-${stage.name}`, {
    stage,
    catalog,
    functions: new Map(functions.map((name) => [name, code])),
    developmentJwks: { keys: [] },
  });
  const { resources, outputs } = templateOf(app, stack);
  const patternOf = (value: unknown): string | undefined => {
    if (typeof value === 'string') return escaped(value);
    const text = JSON.stringify(value);
    const output = /"OutputName":"(\w+)"/.exec(text)?.[1];
    if (output !== undefined) return patternOf(outputs[output]?.Value);
    const logicalId = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(text)?.[1] ?? '';
    const resource = resources[logicalId];
    if (resource === undefined) throw new RangeError(`no resource of stage ${stage.name} in ${text}`);
    if (resource.Type === RANDOM) return undefined;
    const given = resource.Properties?.[NAME_PROPERTY[resource.Type] ?? ''];
    return given === undefined ? generatedName(stack.stackName, logicalId, resource.Type) : givenName(given);
  };
  return (subject) => patternOf(stack.resolve(stack.nameOf(subject)));
}

/** `{"Fn::Join": ["-", ["cairn", "prod", {…}]]}` → `cairn-prod-.+`: a part that a deployment decides may be anything. */
function givenName(given: unknown): string {
  if (typeof given === 'string') return escaped(given);
  const [separator, parts] = (given as { readonly 'Fn::Join': readonly [string, readonly unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? escaped(part) : '.+')).join(separator);
}

function templateOf(app: App, stack: CairnStack) {
  const assembly = app.synth({ skipValidation: true });
  const { Resources: resources = {}, Outputs: outputs = {} } = assembly.getStackByName(stack.stackName).template as {
    readonly Resources?: Readonly<Record<string, Resource>>;
    readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  };
  rmSync(assembly.directory, { recursive: true, force: true });
  return { resources, outputs };
}
