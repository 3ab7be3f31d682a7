import type { LocalCloud, PreparedExecutor } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Built } from '../resolve.ts';

/** A resource that runs and is to be as its properties now say. */
export interface Change {
  readonly built: Built;
  /** Names of the properties that differ. */
  readonly names: readonly string[];
  readonly properties: Properties;
  /** Of a function with new code or variables: what runs it, ready. */
  readonly executor: PreparedExecutor | undefined;
}

/** `waits`: something still needs it, ask again; `kept`: it holds what would be lost and stays as long as the run. */
export type Removal = 'removed' | 'waits' | 'kept';

/** How a resource of some type is changed and removed while the cloud runs. */
export interface Update {
  /** Properties that `apply` takes over. */
  readonly taken: readonly string[];
  /** Properties that change nothing here. */
  readonly withoutEffect: readonly string[];
  /** Why the change cannot be made as things stand; asked before anything is changed. */
  refusal?(change: Change, cloud: LocalCloud): string | undefined;
  apply(change: Change, cloud: LocalCloud): void;
  remove(built: Built, cloud: LocalCloud): Removal;
}
