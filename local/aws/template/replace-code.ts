import { isObject } from '../services/operation.ts';
import type { Assembly } from './load.ts';
import type { TemplateResource } from './template.ts';

/** An asset that replaces another. */
export interface ReplacedAsset {
  /** Its S3 key in the template. */
  readonly key: string;
  /** Directory of the code. */
  readonly directory: string;
}

/**
 * Returns the assembly with other code in some functions.
 * @param replaced new assets by the S3 key of the asset that they replace
 */
export function replaceCode(assembly: Assembly, replaced: ReadonlyMap<string, ReplacedAsset>): Assembly {
  const resources = new Map<string, TemplateResource>();
  for (const [logicalId, resource] of assembly.template.resources) {
    const { Code: code } = resource.properties;
    const asset = isObject(code) ? replaced.get(String(code.S3Key)) : undefined;
    const properties =
      asset === undefined || !isObject(code)
        ? resource.properties
        : { ...resource.properties, Code: { ...code, S3Key: asset.key } };
    resources.set(logicalId, { ...resource, properties });
  }
  const assets = new Map(assembly.assets);
  for (const { key, directory } of replaced.values()) assets.set(key, directory);
  return { template: { ...assembly.template, resources }, assets };
}
