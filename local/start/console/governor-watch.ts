import type { Entry } from '../../aws/services/event-bus/entry.ts';
import { isObject } from '../../aws/services/operation.ts';
import type { Template } from '../../aws/template/template.ts';
import type { GovernorAct, GovernorState } from './governor-state.ts';

/** The `source` of the governor's events. */
const GOVERNOR_SOURCE = 'cairn.governor';
/** Acts that are remembered, as many as the governor itself remembers. */
const KEPT = 20;
const DID: Readonly<Record<string, 'acted' | 'would act'>> = {
  'governor.acted': 'acted',
  'governor.decided': 'would act',
};
/** How the governor's events name a mapping that is as planned, and a level that sheds nothing. */
const CLOSED = 'closed';
const ALL_ADMITTED = 'all admitted';

/** What the template lets its governor do; `undefined`: it has none. */
export function governorModeOf({ resources }: Pick<Template, 'resources'>): GovernorState['mode'] | undefined {
  for (const { type, properties } of resources.values()) {
    const { Environment } = properties;
    if (type !== 'AWS::Lambda::Function' || !isObject(Environment) || !isObject(Environment.Variables)) continue;
    const mode = Environment.Variables.GOVERNOR_MODE;
    if (mode === 'act' || mode === 'observe') return mode;
  }
  return undefined;
}

/** Follows the governor by its events on the bus: its memory is in the table, which may be what is in trouble. */
export class GovernorWatch {
  /** Of the running template; `undefined`: it has no governor. */
  mode: GovernorState['mode'] | undefined;
  #acts: readonly GovernorAct[] = [];
  #circuits: Readonly<Record<string, string>> = {};
  #admitted: string | undefined;
  #state: GovernorState | undefined;

  /** @param now milliseconds since the epoch */
  published({ source, detailType, detail }: Entry, now: number): void {
    const did = source === GOVERNOR_SOURCE ? DID[detailType] : undefined;
    if (did === undefined) return;
    const { kind, type, reason, before, after } = detail;
    const act: GovernorAct = {
      at: new Date(now).toISOString(),
      did: kind === 'finding' ? 'found' : did,
      reason: String(reason),
      ...(typeof type === 'string' && { type }),
      ...(typeof before === 'string' && typeof after === 'string' && { before, after }),
    };
    this.#acts = [act, ...this.#acts].slice(0, KEPT);
    if (act.did === 'acted' && typeof after === 'string') this.#done(String(kind), act.type, after);
    this.#state = undefined;
  }

  /** The same object while nothing has changed. `undefined`: there is no governor. */
  state(): GovernorState | undefined {
    if (this.mode === undefined) return undefined;
    if (this.#state?.mode !== this.mode) {
      this.#state = {
        mode: this.mode,
        acts: this.#acts,
        circuits: this.#circuits,
        ...(this.#admitted !== undefined && { admitted: this.#admitted }),
      };
    }
    return this.#state;
  }

  #done(kind: string, type: string | undefined, after: string): void {
    if (kind === 'admit') this.#admitted = after === ALL_ADMITTED ? undefined : after;
    if (kind !== 'mapping' || type === undefined) return;
    const { [type]: _before, ...others } = this.#circuits;
    this.#circuits = after === CLOSED ? others : { ...others, [type]: after };
  }
}
