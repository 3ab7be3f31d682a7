import { isObject } from '../../aws/services/operation.ts';
import { keyOfExactly } from '../../aws/services/table/key.ts';
import type { Table } from '../../aws/services/table/table.ts';
import type { Template } from '../../aws/template/template.ts';
import type { GovernorAct, GovernorState } from './console-state.ts';

/** The governor's memory (docs/data-model.md). */
const MEMORY_KEY = { pk: { S: 'GOVERNOR' }, sk: { S: 'MEMORY' } } as const;

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

/** Reads what the governor did from its memory in the table, when that has changed. */
export class GovernorWatch {
  #read: { readonly text: string; readonly shown: Omit<GovernorState, 'mode'> } | undefined;

  /** @param mode of the running template; `undefined`: it has no governor */
  state(mode: GovernorState['mode'] | undefined, tables: readonly Table[]): GovernorState | undefined {
    if (mode === undefined) return undefined;
    const text = memoryIn(tables) ?? '{}';
    if (this.#read?.text !== text) this.#read = { text, shown: shownOf(text) };
    return { mode, ...this.#read.shown };
  }
}

function memoryIn(tables: readonly Table[]): string | undefined {
  for (const table of tables) {
    const { partition, sort } = table.settings.key;
    if (partition.name !== 'pk' || sort?.name !== 'sk') continue;
    const found = table.find(keyOfExactly(MEMORY_KEY, table.settings.key));
    if (found !== undefined) return found.attributes.memory?.S;
  }
  return undefined;
}

function shownOf(text: string): Omit<GovernorState, 'mode'> {
  const { told, admission, types } = membersOf(JSON.parse(text));
  const acts = (Array.isArray(told) ? told.filter(isObject) : []).map(
    ({ at, mode, kind, type, reason, before, after }): GovernorAct => ({
      at: new Date(Number(at)).toISOString(),
      did: kind === 'finding' ? 'found' : mode === 'act' ? 'acted' : 'would act',
      reason: String(reason),
      ...(typeof type === 'string' && { type }),
      ...(typeof before === 'string' && typeof after === 'string' && { before, after }),
    }),
  );
  const circuits = Object.entries(membersOf(types)).flatMap(([type, of]): [string, string][] => {
    const { step } = membersOf(membersOf(of).circuit);
    return typeof step === 'string' ? [[type, step]] : [];
  });
  const shares = Object.entries(membersOf(membersOf(admission).shares)).map(([type, share]): [string, number] => [
    type,
    Number(share),
  ]);
  return { acts: acts.reverse(), circuits: Object.fromEntries(circuits), shares: Object.fromEntries(shares) };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
