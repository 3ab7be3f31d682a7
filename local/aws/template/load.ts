import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../../core/errors.ts';
import { isObject, type JsonObject } from '../services/operation.ts';
import { readTemplate, type Template } from './template.ts';

/** A synthesized stack with the code of its functions. */
export interface Assembly {
  readonly template: Template;
  /** S3 key of an asset in the template → its directory or file. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Reads a cloud assembly that `cdk synth` wrote.
 * @param stackName needed if the assembly has several stacks
 * @throws InputError if there is no assembly, or not exactly one stack
 */
export async function loadAssembly(directory: string, stackName?: string): Promise<Assembly> {
  const manifest = await readJson(path.join(directory, 'manifest.json'));
  const artifacts = isObject(manifest.artifacts) ? manifest.artifacts : {};
  const stacks = new Map<string, string>();
  const assets = new Map<string, string>();
  for (const [name, artifact] of Object.entries(artifacts)) {
    if (!isObject(artifact) || !isObject(artifact.properties)) continue;
    if (artifact.type === 'aws:cloudformation:stack') stacks.set(name, String(artifact.properties.templateFile));
    if (artifact.type === 'cdk:asset-manifest') {
      await readAssets(directory, String(artifact.properties.file), assets);
    }
  }
  const [only] = stacks.keys();
  const chosen = stackName ?? (stacks.size === 1 ? only : undefined);
  const templateFile = chosen === undefined ? undefined : stacks.get(chosen);
  if (chosen === undefined || templateFile === undefined) {
    throw new InputError({
      input: `stack of cloud assembly ${directory}`,
      received: stackName ?? [...stacks.keys()],
      allowed: stackName === undefined ? 'exactly one stack' : [...stacks.keys()].join(', '),
      remedy: 'Synthesize one stage, or name the stack.',
    });
  }
  return { template: readTemplate(chosen, await readJson(path.join(directory, templateFile))), assets };
}

async function readAssets(directory: string, file: string, assets: Map<string, string>): Promise<void> {
  const { files } = await readJson(path.join(directory, file));
  for (const entry of Object.values(isObject(files) ? files : {})) {
    if (!isObject(entry) || !isObject(entry.source) || !isObject(entry.destinations)) continue;
    const source = path.resolve(directory, String(entry.source.path));
    for (const destination of Object.values(entry.destinations)) {
      if (isObject(destination)) assets.set(String(destination.objectKey), source);
    }
  }
}

async function readJson(file: string): Promise<JsonObject> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InputError({
      input: file,
      received: error instanceof Error ? error.message : String(error),
      allowed: 'a file of a cloud assembly',
      remedy: 'Run "npx cdk synth" again; its output directory is cdk.out.',
    });
  }
  return isObject(parsed) ? parsed : {};
}
