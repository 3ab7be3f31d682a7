import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ErrorObject } from 'ajv';
import { parse } from 'yaml';
import { userPath } from '../../build/user-path.ts';
import { chainNamed } from '../../catalog/chain-named.ts';
import { createAjv, plain } from '../../catalog/validator.ts';
import { applyCalibration, type Calibration } from '../../core/capacity/measure/calibration.ts';
import type { ChainType, Processing } from '../../core/capacity/model/workload.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';
import { closest } from '../../core/closest.ts';
import { InputError } from '../../core/errors.ts';
import { withChanges } from '../shared/what-if.ts';
import type { Disturbance } from './disturbances.ts';
import { miniature } from './miniature.ts';
import type { BrokerSettings } from './options.ts';
import { ScenarioFile } from './scenario-schema.ts';
import type { TrafficPattern } from './traffic.ts';

/** What to simulate: a chain, its traffic and its faults. */
export interface Scenario {
  readonly name: string;
  readonly says: string;
  readonly theySaid?: string;
  readonly seconds: number;
  readonly drainSeconds?: number;
  readonly chain: Chain;
  readonly traffic: TrafficPattern;
  readonly disturbances: readonly Disturbance[];
  readonly broker?: BrokerSettings;
  /** When hunts start that are announced in advance. Seconds. */
  readonly startsAt?: readonly number[];
  /** Share of the stage's rates that is played; the chain is scaled already. @default 1 */
  readonly fraction?: number;
}

/** Changes from the command line. */
export interface ScenarioChanges {
  readonly stage?: string;
  /** Factor on the traffic. */
  readonly peak?: number;
  readonly set?: readonly string[];
  readonly seconds?: number;
  /** Share of the stage's rates that is played. */
  readonly fraction?: number;
  /** How unequal the values of partition keys are. */
  readonly zipf?: number;
  /** Measured figures in place of the catalog's. */
  readonly calibration?: Calibration | undefined;
}

const DIRECTORY = path.join(import.meta.dirname, 'scenarios');

/** The names of the scenarios that come with Cairn. */
export function scenarioNames(): readonly string[] {
  return readdirSync(DIRECTORY)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** @param nameOrFile a shipped scenario's name, or the path of a YAML file @throws InputError */
export function loadScenario(nameOrFile: string, changes: ScenarioChanges = {}): Scenario {
  const names = scenarioNames();
  const isFile = /[/\\]|\.ya?ml$/.test(nameOrFile);
  const file = isFile ? userPath(nameOrFile) : path.join(DIRECTORY, `${nameOrFile}.yaml`);
  if (!existsSync(file)) {
    const meant = closest(nameOrFile, names);
    throw new InputError({
      input: 'scenario',
      received: nameOrFile,
      allowed: `${names.join(', ')}, or the path of a YAML file`,
      remedy: meant === undefined || isFile ? 'Name one of these, or a file that exists.' : `Did you mean ${meant}?`,
    });
  }
  const name = path.basename(file).replace(/\.ya?ml$/, '');
  return readScenario(name, readFileSync(file, 'utf8'), changes);
}

/** @param text YAML @throws InputError that names the field */
export function readScenario(name: string, text: string, changes: ScenarioChanges = {}): Scenario {
  const file = checked(name, text);
  const fraction = changes.fraction ?? file.fraction ?? 1;
  const chain = miniature(chainOf(file, changes), fraction);
  const scenario: Scenario = {
    name,
    says: file.says,
    seconds: changes.seconds ?? file.seconds,
    chain,
    traffic: { ...file.traffic, ...(changes.zipf !== undefined && { zipf: changes.zipf }) },
    disturbances: (file.disturbances ?? []).map((each, index) => disturbanceOf(name, each, index, fraction)),
    ...(fraction !== 1 && { fraction }),
    ...(file.drainSeconds !== undefined && { drainSeconds: file.drainSeconds }),
    ...(file.broker !== undefined && { broker: file.broker }),
    ...(file.startsAt !== undefined && { startsAt: file.startsAt }),
    ...(file.theySaid !== undefined && { theySaid: file.theySaid }),
  };
  const types = chain.types.map(({ type }) => type);
  for (const [index, { type }] of (scenario.traffic.surges ?? []).entries()) {
    checkType(`scenario ${name}: traffic.surges[${index}].type`, type, types);
  }
  for (const [index, each] of scenario.disturbances.entries()) {
    if (each.kind === 'stopped' || each.kind === 'failing' || each.kind === 'poisoned')
      checkType(`scenario ${name}: disturbances[${index}].${each.kind}`, each.type, types);
  }
  return scenario;
}

function chainOf({ stage: given, set = [], types }: ScenarioFile, changes: ScenarioChanges): Chain {
  const { types: catalog, stage } = chainNamed(changes.stage ?? given ?? 'prod');
  const scaled = { ...stage, trafficScale: stage.trafficScale * (changes.peak ?? 1) };
  const own = types?.map(
    ({ type, partitionKey, priority, traffic, maxEventsPerEntry, processing, latencyObjective }): ChainType => ({
      type,
      partitionKey: partitionKey ?? 'playerId',
      priority: priority ?? 'normal',
      traffic: { ...traffic, shape: traffic.shape ?? 'steady' } as ChainType['traffic'],
      maxEventsPerEntry: maxEventsPerEntry ?? 100,
      processing: (processing ?? {}) as Partial<Processing>,
      latencyObjective: latencyObjective ?? { percentile: 99, milliseconds: 5_000 },
    }),
  );
  const chain = { types: own ?? catalog, stage: scaled };
  // A scenario with types of its own also sets their figures.
  const { calibration } = own === undefined ? changes : {};
  const base = calibration === undefined ? chain : applyCalibration(chain, calibration);
  return withChanges(base, [...set, ...(changes.set ?? [])]);
}

type DisturbanceOfFile = NonNullable<ScenarioFile['disturbances']>[number];

function disturbanceOf(name: string, each: DisturbanceOfFile, index: number, fraction: number): Disturbance {
  const { slow, factor, stopped, failing, throttled, poisoned, share, at, seconds } = each;
  const kinds = [slow, stopped, failing, throttled, poisoned].filter((kind) => kind !== undefined);
  const isWhole = (slow === undefined) === (factor === undefined) && (poisoned === undefined) === (share === undefined);
  if (kinds.length === 1 && isWhole) {
    if (slow !== undefined && factor !== undefined) return { kind: 'slow', what: slow, factor, at, seconds };
    if (stopped !== undefined) return { kind: 'stopped', type: stopped, at, seconds };
    if (throttled !== undefined) return { kind: 'throttled-table', at, seconds };
    if (failing !== undefined) return { kind: 'failing', type: failing, at, seconds };
    // A poison record takes as long at any rate, so there are as many a second.
    if (poisoned !== undefined && share !== undefined)
      return { kind: 'poisoned', type: poisoned, share: Math.min(1, share / fraction), at, seconds };
  }
  throw new InputError({
    input: `scenario ${name}: disturbances[${index}]`,
    received: each,
    allowed: 'one of slow (with factor), stopped, failing, throttled or poisoned (with share); with at and seconds',
    remedy: 'Write for example { slow: handlers, factor: 5, at: 60, seconds: 120 }.',
  });
}

function checkType(input: string, received: string, types: readonly string[]): void {
  if (types.includes(received)) return;
  const meant = closest(received, types);
  throw new InputError({
    input,
    received,
    allowed: types.join(', '),
    remedy: meant === undefined ? 'Name one of these types.' : `Did you mean ${meant}?`,
  });
}

function checked(name: string, text: string): ScenarioFile {
  let file: unknown;
  try {
    file = parse(text);
  } catch (error) {
    throw new InputError({
      input: `scenario ${name}`,
      received: text,
      allowed: 'YAML',
      remedy: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    });
  }
  const validate = createAjv({ verbose: true }).compile<ScenarioFile>(plain(ScenarioFile));
  if (validate(file)) return file;
  throw problemOf(name, validate.errors?.at(-1));
}

function problemOf(name: string, error: ErrorObject | undefined): InputError {
  const place = (error?.instancePath ?? '')
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
  const input = `scenario ${name}${place === '' ? '' : `: ${place}`}`;
  const parameters: Readonly<Record<string, unknown>> = error?.params ?? {};
  if (typeof parameters.additionalProperty === 'string') {
    const known = Object.keys((error?.parentSchema?.properties ?? {}) as object);
    const meant = closest(parameters.additionalProperty, known);
    return new InputError({
      input,
      received: parameters.additionalProperty,
      allowed: known.join(', '),
      remedy: meant === undefined ? 'Remove it.' : `Did you mean ${meant}?`,
    });
  }
  const choices: unknown = error?.keyword === 'anyOf' ? error.schema : undefined;
  const words = Array.isArray(choices)
    ? choices.map((choice: { readonly const?: unknown }) => String(choice.const))
    : [];
  return new InputError({
    input,
    received: error?.data,
    allowed: words.length > 0 ? words.join(', ') : (error?.message ?? 'a scenario'),
    remedy: 'Correct the file; docs/simulate.md shows every field.',
  });
}
