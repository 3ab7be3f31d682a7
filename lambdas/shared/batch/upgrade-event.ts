import type { CompiledEvent, SchemaViolation, StampedEvent } from '../../../catalog/definition.ts';
import { show } from '../../../core/errors.ts';
import { errorName } from '../error-name.ts';

/** Why an event of an earlier version cannot be handled. The unchanged event is kept with it. */
export interface UpgradeProblem {
  readonly code: 'schema_violation' | 'upgrade_failed';
  readonly message: string;
  readonly event: unknown;
}

type Versions = Pick<CompiledEvent, 'version' | 'validateStamped' | 'earlier'>;

/**
 * Upgrades an event of an earlier version to the newest one, version by version, and validates each result. Does not
 * throw and does not change `original`.
 * @param stamp the version that ingest stamped: at most the newest earlier one
 */
export function upgradeEvent<Event extends StampedEvent>(
  original: unknown,
  stamp: number,
  { version: newest, validateStamped, earlier }: Versions,
): { readonly event: Event } | UpgradeProblem {
  // If the stamped version is no longer kept, the next kept version above it is used: it accepts every event of the
  // older one (catalog/contract.ts).
  const start = earlier.findLastIndex(({ version }) => version >= stamp);
  const invalid = earlier[start]?.validateStamped(original);
  if (invalid !== undefined) return { code: 'schema_violation', message: describeViolation(invalid), event: original };
  let event = { ...(original as Event), data: structuredClone((original as Event).data) };
  for (let index = start; index >= 0; index -= 1) {
    const { version, upgrade } = earlier[index] as CompiledEvent['earlier'][number];
    const next = earlier[index - 1] ?? { version: newest, validateStamped };
    const failed = (why: string): UpgradeProblem => ({
      code: 'upgrade_failed',
      message: `the upgrade of version ${version} to ${next.version} fails on it: ${why}; mend the upgrade, then redrive it (docs/dead-letters.md)`,
      event: original,
    });
    try {
      event = { ...event, version: next.version, data: upgrade(event.data) };
    } catch (error) {
      return failed(errorName(error));
    }
    const violation = next.validateStamped(event);
    if (violation !== undefined) return failed(describeViolation(violation));
  }
  return { event };
}

export function describeViolation({ path, message, received }: SchemaViolation): string {
  return `${path || 'event'} ${message}; got ${show(received)}`;
}
