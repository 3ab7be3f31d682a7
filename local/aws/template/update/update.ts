import type { LocalCloud, PreparedExecutor } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Built } from '../resolve.ts';

/** A running resource and the properties that it shall have. */
export interface Change {
  readonly built: Built;
  /** Names of the properties that differ. */
  readonly names: readonly string[];
  readonly properties: Properties;
  /** The ready executor of a function with new code or variables. */
  readonly executor: PreparedExecutor | undefined;
}

/** `waits`: something still needs the resource, ask again; `kept`: it holds data and stays until the run ends. */
export type Removal = 'removed' | 'waits' | 'kept';

/** How to change and remove a running resource of some type. */
export interface Update {
  /** Properties that `apply` changes. */
  readonly applied: readonly string[];
  /** Properties that change nothing here. */
  readonly withoutEffect: readonly string[];
  /** Returns why the change cannot be made now; called before anything is changed. */
  refusal?(change: Change, cloud: LocalCloud): string | undefined;
  apply(change: Change, cloud: LocalCloud): void;
  remove(built: Built, cloud: LocalCloud): Removal;
}
