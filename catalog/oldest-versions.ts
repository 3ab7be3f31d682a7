import { closest } from '../core/closest.ts';
import type { EventDefinition } from './definition.ts';
import { refuser } from './refuse.ts';
import type { StageConfig } from './stages.ts';

type Types = readonly Pick<EventDefinition, 'type' | 'version'>[];

/** @throws InputError where `oldestVersions` names a type that is not in the catalog, or a version that it never had */
export function checkOldestVersions({ name, oldestVersions = {} }: StageConfig, catalog: Types): void {
  const refuse = refuser(`stage ${name}`);
  const types = catalog.map(({ type }) => type);
  for (const [type, oldest] of Object.entries(oldestVersions)) {
    const version = catalog.find((one) => one.type === type)?.version;
    if (version === undefined) {
      const meant = closest(type, types);
      const remedy = meant === undefined ? 'Remove it, or name a type of the catalog.' : `Did you mean "${meant}"?`;
      refuse('oldestVersions', type, types.join(', '), remedy);
    } else if (!Number.isInteger(oldest) || oldest < 1 || oldest > version) {
      refuse(
        `oldestVersions.${type}`,
        oldest,
        version === 1 ? '1, the only version' : `a whole number from 1 to ${version}, the newest version`,
        'Write the oldest version whose events ingest still accepts.',
      );
    }
  }
}

/** What ingest gets in its environment: `hunt.joined=2 clue.solved=3`, nothing where every version is accepted. */
export function oldestVersionsEnvironment({ oldestVersions = {} }: StageConfig): Readonly<Record<string, string>> {
  const words = Object.entries(oldestVersions).map(([type, version]) => `${type}=${version}`);
  return words.length === 0 ? {} : { OLDEST_VERSIONS: words.join(' ') };
}

/** Reads what `oldestVersionsEnvironment` writes. @throws at start, so that a wrong deployment fails at once */
export function parseOldestVersions(words: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    words.map((word) => {
      const [, type, version] = /^([^=]+)=([1-9]\d*)$/.exec(word) ?? [];
      if (type === undefined) throw new Error(`OLDEST_VERSIONS: ${word} is not TYPE=VERSION`);
      return [type, Number(version)];
    }),
  );
}
