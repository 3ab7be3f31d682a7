import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { EventDefinition } from '../../catalog/definition.ts';
import { catalog } from '../../catalog/index.ts';
import { kebabName } from '../../catalog/names.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import type { ChainTopology } from '../../core/chain/topology.ts';
import { CairnStack } from '../../lib/cairn-stack.ts';
import type { FunctionCodes } from '../../lib/function-code.ts';
import { WatchStack } from '../../lib/monitoring/watch-stack.ts';

const FIXTURE = path.join(import.meta.dirname, '../fixtures/functions/handler');
const CDK_JSON = path.join(import.meta.dirname, '../../cdk.json');

/** An empty function in place of every bundled one: these tests are about the infrastructure. */
function fixtureFunctionsOf(types: readonly EventDefinition[]): FunctionCodes {
  const names = ['authorize', 'ingest', 'query', 'governor', ...types.map(({ type }) => kebabName(type))];
  return new Map(names.map((name) => [name, { directory: FIXTURE, hash: '0'.repeat(64) }]));
}
export const fixtureFunctions: FunctionCodes = fixtureFunctionsOf(catalog);

export const developmentJwks = { keys: [{ kty: 'EC', crv: 'P-256', kid: 'fixture' }] };

/** An app with the feature flags of cdk.json. */
export function newApp(): App {
  return new App({
    context: {
      ...JSON.parse(readFileSync(CDK_JSON, 'utf8')).context,
      // Tests look at warnings themselves; printed, prod's would drown their output.
      '@aws-cdk/core:failSynthOnValidationErrors': false,
    },
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
}

export function stackOf(
  stage: StageConfig,
  app = newApp(),
  types: readonly EventDefinition[] = catalog,
  topology?: ChainTopology,
): CairnStack {
  return new CairnStack(app, `cairn-${stage.name}`, {
    stage,
    catalog: types,
    functions: fixtureFunctionsOf(types),
    developmentJwks,
    ...(topology !== undefined && { topology }),
  });
}

/** Both stacks of `stage` in one app: the chain's has an output for each name that the alarms' reads. */
export function stacksOf(
  stage: StageConfig,
  types: readonly EventDefinition[] = catalog,
): { readonly main: CairnStack; readonly watch: WatchStack } {
  const app = newApp();
  const main = stackOf(stage, app, types);
  const { topology, nameOf } = main;
  return { main, watch: new WatchStack(app, `cairn-${stage.name}-watch`, { stage, topology, nameOf }) };
}

/** The stack of alarms of `stage`. */
export function watchStackOf(stage: StageConfig): WatchStack {
  return stacksOf(stage).watch;
}

/** As many types as asked for: the catalog's, and made-up ones after them. */
export function catalogOf(count: number): readonly EventDefinition[] {
  const [model = catalog[0]] = catalog;
  if (model === undefined) throw new Error('the catalog is empty');
  return Array.from({ length: count }, (_, index) => catalog[index] ?? { ...model, type: `thing${index}.done` });
}

/** Logical ids that the resource waits for: those that it refers to, and those of its DependsOn. */
export function waitsFor({ Properties, DependsOn = [] }: Resource): ReadonlySet<string> {
  const text = JSON.stringify(Properties ?? {});
  const references = [
    ...text.matchAll(/\{"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/g),
    ...text.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g),
  ];
  return new Set([...[DependsOn].flat(), ...references.map(([, id = '']) => id)]);
}

/** All that must be complete before the resource is created or changed. */
export function waitsForInTheEnd(resources: Resources, logicalId: string, seen = new Set<string>()): Set<string> {
  const resource = resources[logicalId];
  if (resource === undefined) return seen;
  for (const id of waitsFor(resource)) {
    if (seen.has(id) || resources[id] === undefined) continue;
    seen.add(id);
    waitsForInTheEnd(resources, id, seen);
  }
  return seen;
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape; tests look into it
  readonly Properties: any;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
export type Resources = Readonly<Record<string, Resource>>;

const templates = new Map<string, Template>();

/** The template of a stage of the catalog, synthesized once a test file. */
export function templateOf(name: keyof typeof stages): Template {
  const known = templates.get(name);
  if (known !== undefined) return known;
  const template = Template.fromStack(stackOf(stages[name]));
  templates.set(name, template);
  return template;
}

const watchTemplates = new Map<string, Template>();

/** The template of the alarms of a stage of the catalog, synthesized once a test file. */
export function watchTemplateOf(name: keyof typeof stages): Template {
  const known = watchTemplates.get(name);
  if (known !== undefined) return known;
  const template = Template.fromStack(watchStackOf(stages[name]));
  watchTemplates.set(name, template);
  return template;
}

export function resourcesOf(template: Template, type?: string): Resources {
  const all: Resources = template.toJSON().Resources;
  if (type === undefined) return all;
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => resource.Type === type));
}

export const stageNames = Object.keys(stages) as (keyof typeof stages)[];
