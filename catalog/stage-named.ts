import { InputError } from '../core/errors.ts';
import { checkStage } from './check-stage.ts';
import { didYouMean, refuser } from './refuse.ts';
import { type StageConfig, stages } from './stages.ts';

/**
 * No dash, because the last dash in `cairn-dev-ada` separates stage and owner. Short, because names of alarms and buses
 * add more after it.
 */
const OWNER_PATTERN = /^[a-z][a-z0-9]{0,15}$/;

const SILENT_COPY = { check: 'alarm-subscriber', reason: "A developer's own copy alarms nobody." } as const;

/**
 * Finds a stage by its name, or `owner`'s own copy of it, and checks it.
 * @throws InputError that lists the stages, describes a valid owner, or names the setting that is wrong
 */
export function stageNamed(name: string, owner?: string): StageConfig {
  return findStage(stages, name, owner);
}

/** `stageNamed` among given stages. */
export function findStage(among: Readonly<Record<string, StageConfig>>, name: string, owner?: string): StageConfig {
  const stage = Object.hasOwn(among, name) ? among[name] : undefined;
  if (stage === undefined) {
    throw new InputError({
      input: 'stage',
      received: name,
      allowed: Object.keys(among).join(', '),
      remedy: didYouMean(name, Object.keys(among)) ?? 'Choose one of these, or add a stage in catalog/stages.ts.',
    });
  }
  checkStage(stage);
  if (stage.name !== name) {
    const remedy = `Name both the same: \`${name}: { name: '${name}', … }\`.`;
    refuser(`stage ${name}`)('name', stage.name, `"${name}", its key in catalog/stages.ts`, remedy);
  }
  if (owner === undefined) return stage;
  const copy = ownedStage(stage, owner, Object.keys(among));
  checkStage(copy);
  return copy;
}

/**
 * A developer's own copy of `stage`, next to the copies of others in one account and region: `ada`'s copy of `dev` is
 * `dev-ada`. Every physical name contains the stage's name. The copy has no domain, because only one API can have it;
 * no alarm subscribers, because it must not wake them; and no protection, because it is deployed for the first time.
 * @param owner 1–16 lower-case letters and digits, a letter first
 * @param taken names of existing stages @default those of the catalog
 * @throws InputError if `owner` is not valid, or if a stage of the catalog has the name
 */
export function ownedStage(
  stage: StageConfig,
  owner: string,
  taken: readonly string[] = Object.keys(stages),
): StageConfig {
  if (!OWNER_PATTERN.test(owner)) {
    throw new InputError({
      input: 'owner',
      received: owner,
      allowed: '1 to 16 lower-case letters and digits, a letter first, such as "ada"',
      remedy: 'Choose a shorter or plainer name: it becomes part of the names of AWS resources.',
    });
  }
  const name = `${stage.name}-${owner}`;
  if (taken.includes(name)) {
    throw new InputError({
      input: 'owner',
      received: owner,
      allowed: `an owner for whom ${stage.name}-OWNER is no stage of catalog/stages.ts`,
      remedy: `Choose another owner, or rename stage ${name}.`,
    });
  }
  const { domain: _domain, alarmSubscribers, ...rest } = stage;
  const copy = { ...rest, name, protected: false };
  if (alarmSubscribers === undefined) return copy;
  return { ...copy, acceptedRisks: [...(stage.acceptedRisks ?? []), SILENT_COPY] };
}
