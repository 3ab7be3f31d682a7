import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { catalog } from '../../catalog/index.ts';
import { kebabName } from '../../catalog/names.ts';
import { type Stage, stages } from '../../catalog/stages.ts';
import { CairnStack } from '../../lib/cairn-stack.ts';
import type { FunctionCodes } from '../../lib/function-code.ts';

const FIXTURE = path.join(import.meta.dirname, '../fixtures/functions/handler');
const CDK_JSON = path.join(import.meta.dirname, '../../cdk.json');

/** An empty function in place of every bundled one: these tests are about the infrastructure. */
export const fixtureFunctions: FunctionCodes = new Map(
  ['authorize', 'ingest', 'query', ...catalog.map(({ type }) => kebabName(type))].map((name) => [
    name,
    { directory: FIXTURE, hash: '0'.repeat(64) },
  ]),
);

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

export function stackOf(stage: Stage, app = newApp()): CairnStack {
  return new CairnStack(app, `cairn-${stage.name}`, {
    stage,
    catalog,
    functions: fixtureFunctions,
    developmentJwks,
  });
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape; tests look into it
  readonly Properties: any;
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

export function resourcesOf(template: Template, type?: string): Resources {
  const all: Resources = template.toJSON().Resources;
  if (type === undefined) return all;
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => resource.Type === type));
}

export const stageNames = Object.keys(stages) as (keyof typeof stages)[];
