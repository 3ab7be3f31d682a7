import { InputError } from '../../../core/errors.ts';
import { isObject } from '../services/operation.ts';
import type { TemplateResource } from './template.ts';

/** Orders logical ids so that each comes after those that it refers to. @throws InputError with the path of a cycle */
export function dependencyOrder(resources: ReadonlyMap<string, TemplateResource>): string[] {
  const ordered: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (logicalId: string): void => {
    if (done.has(logicalId)) return;
    const seenAt = path.indexOf(logicalId);
    if (seenAt >= 0) {
      throw new InputError({
        input: 'template',
        received: [...path.slice(seenAt), logicalId].join(' → '),
        allowed: 'references without a cycle',
        remedy: 'Break the cycle, for example with a policy as a separate resource.',
      });
    }
    const resource = resources.get(logicalId);
    if (resource === undefined) return;
    path.push(logicalId);
    for (const reference of referencesOf(resource)) visit(reference);
    path.pop();
    done.add(logicalId);
    ordered.push(logicalId);
  };
  for (const logicalId of resources.keys()) visit(logicalId);
  return ordered;
}

export function referencesOf({ properties, dependsOn }: TemplateResource): Set<string> {
  const references = new Set(dependsOn);
  collect(properties, references);
  return references;
}

function collect(value: unknown, references: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, references);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'Ref' && typeof inner === 'string') references.add(inner);
    else if (name === 'Fn::GetAtt') references.add(String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? '');
    else if (name === 'Fn::Sub') collectSubstitution(inner, references);
    collect(inner, references);
  }
}

function collectSubstitution(argument: unknown, references: Set<string>): void {
  const text = Array.isArray(argument) ? argument[0] : argument;
  for (const [, name = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) references.add(name.split('.')[0] ?? '');
}
