import type { TokenBucket } from '../token-bucket.ts';

/** An API key: which app calls. */
export interface ApiKey {
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
  readonly name?: string;
  readonly description?: string;
}

export interface UsagePlan {
  readonly id: string;
  readonly apiStages: readonly { readonly apiId: string; readonly stage: string }[];
  readonly keyIds: Set<string>;
  /** Creates the bucket of a key; `undefined`: the plan has no throttle. */
  readonly newBucket?: () => TokenBucket;
}

export type KeyVerdict = { readonly key: ApiKey } | 'INVALID_API_KEY' | 'THROTTLED';

/** Checks API keys: a key is valid if a usage plan associates it with the stage, and that plan throttles it. */
export class UsagePlans {
  readonly #keys = new Map<string, ApiKey>();
  #plans: UsagePlan[] = [];
  readonly #buckets = new Map<string, TokenBucket>();

  addKey(key: ApiKey): void {
    this.#keys.set(key.value, key);
  }

  /** Adds a plan, or replaces the one with its id and its buckets. */
  addPlan(plan: UsagePlan): void {
    this.deletePlan(plan.id);
    this.#plans.push(plan);
  }

  addKeyToPlan(keyId: string, planId: string): void {
    this.#plans.find(({ id }) => id === planId)?.keyIds.add(keyId);
  }

  key(id: string): ApiKey | undefined {
    return [...this.#keys.values()].find((key) => key.id === id);
  }

  hasKeyValue(value: string): boolean {
    return this.#keys.has(value);
  }

  hasPlan(planId: string): boolean {
    return this.#plans.some(({ id }) => id === planId);
  }

  deleteKey(id: string): void {
    const key = this.key(id);
    if (key !== undefined) this.#keys.delete(key.value);
    for (const plan of this.#plans) plan.keyIds.delete(id);
  }

  deletePlan(id: string): void {
    this.#plans = this.#plans.filter((plan) => plan.id !== id);
    for (const bucket of this.#buckets.keys()) if (bucket.startsWith(`${id}/`)) this.#buckets.delete(bucket);
  }

  /** Returns the first enabled key that a plan associates with the stage. */
  firstKey(apiId: string, stage: string): ApiKey | undefined {
    return [...this.#keys.values()].find((key) => key.enabled && this.#planOf(key, apiId, stage) !== undefined);
  }

  judge(value: string | undefined, apiId: string, stage: string, now: number): KeyVerdict {
    const key = value === undefined ? undefined : this.#keys.get(value);
    if (key === undefined || !key.enabled) return 'INVALID_API_KEY';
    const plan = this.#planOf(key, apiId, stage);
    if (plan === undefined) return 'INVALID_API_KEY';
    const bucket = this.#bucketOf(key, plan);
    return bucket === undefined || bucket.take(1, now) ? { key } : 'THROTTLED';
  }

  #planOf(key: ApiKey, apiId: string, stage: string): UsagePlan | undefined {
    return this.#plans.find(
      (plan) =>
        plan.keyIds.has(key.id) && plan.apiStages.some((entry) => entry.apiId === apiId && entry.stage === stage),
    );
  }

  #bucketOf(key: ApiKey, plan: UsagePlan): TokenBucket | undefined {
    const id = `${plan.id}/${key.id}`;
    const bucket = this.#buckets.get(id) ?? plan.newBucket?.();
    if (bucket !== undefined) this.#buckets.set(id, bucket);
    return bucket;
  }
}
