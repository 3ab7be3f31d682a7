import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../../core/errors.ts';
import { isObject, type JsonObject } from '../services/operation.ts';
import { type Stack, stacksReadBy, withReaders } from './stacks.ts';
import type { Template } from './template.ts';

/** Synthesized stacks with the code of their functions. */
export interface Assembly {
  readonly template: Template;
  /** S3 key of an asset in the template → its directory or file. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Reads a cloud assembly that `cdk synth` wrote: a stack, and the stacks that read its outputs with Fn::GetStackOutput, as
 * one template.
 * @param stackName needed if several stacks read outputs of no other stack
 * @throws InputError if there is no assembly, no single stack to start from, or a reference to an unknown stack or output
 */
export async function loadAssembly(directory: string, stackName?: string): Promise<Assembly> {
  const manifest = await readJson(path.join(directory, 'manifest.json'));
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const [id, artifact] of Object.entries(isObject(manifest.artifacts) ? manifest.artifacts : {})) {
    if (!isObject(artifact) || !isObject(artifact.properties)) continue;
    const { templateFile, stackName: name, file } = artifact.properties;
    if (artifact.type === 'aws:cloudformation:stack') {
      const template = await readJson(path.join(directory, String(templateFile)));
      const region = regionOf(artifact.environment);
      stacks.push({
        id,
        stackName: typeof name === 'string' ? name : id,
        ...(region !== undefined && { region }),
        template,
      });
    }
    if (artifact.type === 'cdk:asset-manifest') await readAssets(directory, String(file), assets);
  }
  return { template: withReaders(choose(stacks, directory, stackName), stacks), assets };
}

/** @param environment such as `aws://111122223333/us-east-1`, or `aws://unknown-account/unknown-region` */
function regionOf(environment: unknown): string | undefined {
  const region = typeof environment === 'string' ? environment.split('/').at(-1) : undefined;
  return region === 'unknown-region' ? undefined : region;
}

function choose(stacks: readonly Stack[], directory: string, stackName: string | undefined): Stack {
  const names = new Set(stacks.map((stack) => stack.stackName));
  const candidates =
    stackName === undefined
      ? stacks.filter((stack) => [...stacksReadBy(stack)].every((name) => !names.has(name)))
      : stacks.filter((stack) => stack.stackName === stackName || stack.id === stackName);
  const [chosen, ...others] = candidates;
  if (chosen !== undefined && others.length === 0) return chosen;
  throw new InputError({
    input: `stack of cloud assembly ${directory}`,
    received: stackName ?? [...names],
    allowed: stackName === undefined ? 'exactly one stack that reads outputs of no other' : [...names].join(', '),
    remedy: 'Synthesize one stage, or name the stack.',
  });
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
