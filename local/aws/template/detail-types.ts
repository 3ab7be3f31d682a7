import { isObject } from '../services/operation.ts';
import type { Template } from './template.ts';

/** Returns the detail types of events that the template's rules name. */
export function detailTypesOf(template: Template): string[] {
  const types = new Set<string>();
  for (const { type, properties } of template.resources.values()) {
    const pattern = properties.EventPattern;
    if (type !== 'AWS::Events::Rule' || !isObject(pattern)) continue;
    const detailTypes = pattern['detail-type'];
    for (const name of Array.isArray(detailTypes) ? detailTypes : []) {
      if (typeof name === 'string') types.add(name);
    }
  }
  return [...types];
}
