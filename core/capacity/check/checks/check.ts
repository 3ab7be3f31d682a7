import type { CheckName } from '../../model/workload.ts';
import type { ChainPlan } from '../../plan/chain.ts';
import type { HopName } from '../../plan/hop.ts';
import type { SettingValue } from '../../plan/settings.ts';
import type { TypePlan } from '../../plan/type-plan.ts';

/** A setting that a remedy may change. `to` is the last value that the search tries, in the direction that helps. */
export interface Lever {
  readonly of: 'type' | 'stage';
  readonly setting: string;
  readonly to: SettingValue;
}

/** What a check found: the hop, and a sentence with the numbers but without the full stop. */
export interface Breach {
  readonly hop: HopName;
  readonly message: string;
}

interface Check {
  readonly name: CheckName;
  /** `fails` refuses the build; `warns` does not. */
  readonly level: 'fails' | 'warns';
  /** Settings that may help. @default nothing */
  readonly levers?: readonly Lever[];
  /** Used only if no lever helps: these change what the type promises, not the chain. @default nothing */
  readonly promises?: readonly Lever[];
}

/** A check of what all types share. */
export interface ChainCheck extends Check {
  find(chain: ChainPlan): readonly Breach[];
}

/** A check of one event type. */
export interface TypeCheck extends Check {
  /** Checks whose breach explains this one. If one of them found something, this check is skipped. @default none */
  readonly follows?: readonly CheckName[];
  find(plan: TypePlan, chain: ChainPlan): Breach | undefined;
}

export const typeLever = (setting: string, to: SettingValue): Lever => ({ of: 'type', setting, to });
export const stageLever = (setting: string, to: SettingValue): Lever => ({ of: 'stage', setting, to });

/** A share as text: `87 %`, or `∞` if there is no limit. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : '∞';
}
