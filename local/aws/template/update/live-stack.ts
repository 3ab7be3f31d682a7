import {
  type Build,
  type BuiltStack,
  buildEach,
  buildResource,
  buildStack,
  pseudoParameters,
  resolvedProperties,
} from '../build.ts';
import type { LocalCloud, PreparedExecutor } from '../local-cloud.ts';
import { Properties } from '../properties.ts';
import type { Built, Scope } from '../resolve.ts';
import { BUILDERS } from '../resource-types.ts';
import type { Template, TemplateResource } from '../template.ts';
import { functionCode } from '../types/lambda.ts';
import { type Difference, differencesOf, type ResourceState } from './difference.ts';
import { ENVIRONMENT_PROPERTIES } from './lambda.ts';
import { refusalOf } from './refusal.ts';
import { REBUILT, UPDATES } from './updates.ts';

interface LiveResource extends ResourceState {
  readonly built: Built;
  /** Whether the resource stays when it leaves the template. */
  readonly retained: boolean;
  /** Not `present`: no longer in the template. `leaving` until nothing needs it; `kept` if it holds data. */
  readonly state: 'present' | 'leaving' | 'kept';
}

/** A template that shall replace the running one. */
export interface StackChange {
  readonly template: Template;
  readonly differences: readonly Difference[];
  /** Why the change cannot be made while the cloud runs; empty if it can. */
  readonly refusals: readonly string[];
  /** The template's resources, references resolved. */
  readonly next: ReadonlyMap<string, ResourceState>;
}

/** A running stack that another template can change without a stop. */
export class LiveStack {
  readonly #resources = new Map<string, LiveResource>();
  #build: Build;

  /** Builds the template's resources. @throws InputError */
  constructor(template: Template, cloud: LocalCloud) {
    this.#build = buildEach(template, cloud, (resource, scope) => this.#add(resource, scope, cloud));
  }

  get stack(): BuiltStack {
    return this.#build;
  }

  /**
   * Compares a template with the running stack. Changes nothing.
   * @param trial an empty cloud with the template's assets, in which the template is built to check that it can be
   * @throws InputError if the template cannot run at all
   */
  plan(template: Template, cloud: LocalCloud, trial: LocalCloud): StackChange {
    const built = new Map(buildStack(template, trial).built);
    for (const [logicalId, resource] of this.#resources) if (built.has(logicalId)) built.set(logicalId, resource.built);
    const scope: Scope = { template, built, pseudoParameters: pseudoParameters(template, cloud) };
    const next = new Map<string, ResourceState>();
    for (const [logicalId, resource] of template.resources) {
      if (!built.has(logicalId)) continue;
      next.set(logicalId, { type: resource.type, properties: declaredProperties(resource, scope) });
    }
    const differences = differencesOf(this.#resources, next).filter(
      ({ kind, logicalId }) => kind !== 'removed' || this.#resources.get(logicalId)?.state === 'present',
    );
    const refusals = differences.flatMap((difference) => {
      const { logicalId, type } = difference;
      const properties = next.get(logicalId)?.properties;
      const refusal = refusalOf(difference, this.#resources.get(logicalId)?.built, properties, cloud);
      return refusal === undefined ? [] : [`${logicalId} (${type}): ${refusal}`];
    });
    return { template, differences, refusals, next };
  }

  /**
   * Returns executors of the functions that get new code or variables, with the code loaded, by logical id.
   * @throws the error that a function's code throws while it loads, after it has closed all executors
   */
  async prepare({ differences, next }: StackChange, cloud: LocalCloud): Promise<Map<string, PreparedExecutor>> {
    const executors = new Map<string, PreparedExecutor>();
    for (const { logicalId, type, kind, properties } of differences) {
      if (type !== 'AWS::Lambda::Function' || kind !== 'changed') continue;
      if (!properties.some(({ name }) => ENVIRONMENT_PROPERTIES.includes(name))) continue;
      const name = this.#resources.get(logicalId)?.built.ref;
      const declared = next.get(logicalId)?.properties;
      if (name === undefined || declared === undefined) continue;
      executors.set(logicalId, cloud.createExecutor(functionCode(declared, name, cloud)));
    }
    const loaded = await Promise.allSettled([...executors.values()].map((executor) => executor.prepare?.()));
    const failed = loaded.find((result) => result.status === 'rejected');
    if (failed === undefined) return executors;
    for (const executor of executors.values()) executor.close?.();
    throw failed.reason;
  }

  /**
   * Makes a change without refusals, at once. Resources that left the template accept nothing new; `sweep` deletes
   * them.
   * @param executors from `prepare` of the same change
   */
  commit(change: StackChange, executors: ReadonlyMap<string, PreparedExecutor>, cloud: LocalCloud): void {
    const differing = new Map(change.differences.map((difference) => [difference.logicalId, difference]));
    const together = REBUILT.filter(
      (group) => group.together && change.differences.some(({ type }) => group.has(type)),
    );
    for (const group of together) group.clear?.(cloud);
    this.#build = buildEach(change.template, cloud, (resource, scope) => {
      const { logicalId, type } = resource;
      const known = this.#resources.get(logicalId);
      const difference = differing.get(logicalId);
      const isRebuilt =
        together.some((group) => group.has(type)) || (difference !== undefined && UPDATES[type] === undefined);
      if (known === undefined || isRebuilt) return this.#add(resource, scope, cloud);
      const { built } = known;
      const properties = declaredProperties(resource, scope);
      if (difference !== undefined) {
        const names = difference.properties.map(({ name }) => name);
        UPDATES[type]?.apply({ built, names, properties, executor: executors.get(logicalId) }, cloud);
      }
      this.#resources.set(logicalId, { type, properties, built, retained: resource.retained, state: 'present' });
      return built;
    });
    for (const { logicalId, kind } of change.differences) if (kind === 'removed') this.#leave(logicalId, cloud);
  }

  /** Whether a resource that left the template is still waiting for its deletion. */
  get isLeaving(): boolean {
    for (const { state } of this.#resources.values()) if (state === 'leaving') return true;
    return false;
  }

  /**
   * Deletes resources that left the template and are no longer needed, users before what they use.
   * @returns logical ids of resources that stay until the run ends, because they hold data
   */
  sweep(cloud: LocalCloud): string[] {
    const kept: string[] = [];
    for (const [logicalId, resource] of [...this.#resources].reverse()) {
      if (resource.state !== 'leaving') continue;
      const removal = resource.retained ? 'kept' : (UPDATES[resource.type]?.remove(resource.built, cloud) ?? 'removed');
      if (removal === 'removed') this.#resources.delete(logicalId);
      if (removal !== 'kept') continue;
      this.#resources.set(logicalId, { ...resource, state: 'kept' });
      kept.push(logicalId);
    }
    return kept;
  }

  #add(resource: TemplateResource, scope: Scope, cloud: LocalCloud): Built {
    const { logicalId, type } = resource;
    const properties = declaredProperties(resource, scope);
    const { complete, ...built } = buildResource(resource, scope, cloud);
    this.#resources.set(logicalId, { type, properties, built, retained: resource.retained, state: 'present' });
    return complete === undefined ? built : { ...built, complete };
  }

  #leave(logicalId: string, cloud: LocalCloud): void {
    const resource = this.#resources.get(logicalId);
    if (resource === undefined) return;
    if (UPDATES[resource.type] !== undefined) {
      this.#resources.set(logicalId, { ...resource, state: 'leaving' });
      return;
    }
    REBUILT.find((group) => group.has(resource.type))?.remove?.(resource.built, resource.type, cloud);
    this.#resources.delete(logicalId);
  }
}

/** Does not resolve a resource without effect: it may refer to attributes that the local runtime does not know. */
function declaredProperties(resource: TemplateResource, scope: Scope): Properties {
  const { logicalId, type, properties } = resource;
  return BUILDERS[type] === undefined ? new Properties(logicalId, properties) : resolvedProperties(resource, scope);
}
