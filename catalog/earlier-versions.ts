import type { TObject, TSchema } from 'typebox';
import { show, withCauses } from '../core/errors.ts';
import type { EarlierDefinition, EarlierVersion, EventSource } from './definition.ts';
import type { Refuse } from './refuse.ts';
import { lazyValidator } from './validator.ts';
import { versionSchemas } from './version-schemas.ts';

type Source = EventSource<string, TObject>;

/**
 * Checks the older versions that a definition keeps, and upgrades each one's example to the newest version.
 * @returns the newest first
 */
export function defineEarlier(source: Source, refuse: Refuse): readonly EarlierDefinition[] {
  const kept: readonly EarlierVersion[] = [...(source.earlier ?? [])].sort((a, b) => b.version - a.version);
  checkVersions(source, kept, refuse);
  return kept.map((earlier, index) => {
    const { version, data, example } = earlier;
    checkExample(earlier, refuse);
    checkUpgrades(source, kept.slice(0, index + 1).reverse(), refuse);
    const oldest = (kept[index + 1]?.version ?? 0) + 1;
    const { submittedSchema, stampedSchema } = versionSchemas(source.type, data, oldest, version);
    return {
      version,
      validateSubmitted: lazyValidator(submittedSchema),
      validateStamped: lazyValidator(stampedSchema),
      upgrade: (older: unknown) => earlier.upgrade(older as never),
      dataSchema: data,
      submittedSchema,
      stampedSchema,
      example,
      upgradeText: String(earlier.upgrade),
    };
  });
}

function checkVersions({ version: newest }: Source, kept: readonly EarlierVersion[], refuse: Refuse): void {
  for (const [index, { version }] of kept.entries()) {
    if (!Number.isInteger(version) || version < 1 || version >= newest) {
      refuse(
        'earlier.version',
        version,
        newest === 1 ? 'nothing, as the type itself has version 1' : `a whole number from 1 to ${newest - 1}`,
        `Raise the type's own version above ${show(version)}, or correct it.`,
      );
    }
    if (kept[index - 1]?.version === version) {
      refuse('earlier.version', version, 'each version once', 'Remove one of the two.');
    }
  }
}

function checkExample({ version, data, example }: EarlierVersion, refuse: Refuse): void {
  const violation = lazyValidator(data)(example);
  if (violation === undefined) return;
  const field = `earlier version ${version}: ${violation.path === '' ? 'example' : `example.${violation.path}`}`;
  refuse(field, violation.received, `a value that ${violation.message}`, 'Make it an example of that version.');
}

/** @param chain from the version whose example is upgraded to the last one before the newest */
function checkUpgrades(source: Source, chain: readonly EarlierVersion[], refuse: Refuse): void {
  const { example } = chain[0] ?? {};
  let value: unknown = example;
  for (const [index, { version, upgrade }] of chain.entries()) {
    const next: { readonly version: number; readonly data: TSchema } = chain[index + 1] ?? source;
    const field = `earlier version ${version}: upgrade`;
    const from = index === 0 ? 'its example' : `the example of version ${chain[0]?.version}`;
    let upgraded: unknown;
    try {
      upgraded = upgrade(structuredClone(value) as never);
    } catch (error) {
      refuse(field, withCauses(error), `a function that upgrades ${from}`, `It threw on ${show(value)}: mend it.`);
    }
    const violation = lazyValidator(next.data)(upgraded);
    if (violation !== undefined) {
      const { path, message, received } = violation;
      const found = path === '' ? 'the result' : `data.${path} of the result`;
      refuse(
        field,
        received,
        `a function that makes of ${from} valid data of version ${next.version}`,
        `${found} ${message}.`,
      );
    }
    const key = keyOf(source.partitionKey, upgraded);
    if (key !== keyOf(source.partitionKey, example)) {
      refuse(field, key, `the same ${source.partitionKey} as before`, 'The partition key is the same in all versions.');
    }
    value = upgraded;
  }
}

function keyOf(partitionKey: string, data: unknown): unknown {
  return partitionKey === 'playerId'
    ? undefined
    : (data as Record<string, unknown>)[partitionKey.slice('data.'.length)];
}
