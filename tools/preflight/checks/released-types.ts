import { type Contract, unreleased } from '../../../catalog/contract.ts';
import type { EventDefinition } from '../../../catalog/definition.ts';
import type { StageConfig } from '../../../catalog/stages.ts';
import type { Finding } from '../finding.ts';

/**
 * Checks that the versions for which players' phones will be built are frozen: until then, nothing keeps the next
 * change from breaking those phones.
 */
export function checkReleasedTypes(
  { retainState }: StageConfig,
  catalog: readonly EventDefinition[],
  contract: Contract,
): readonly Finding[] {
  if (!retainState) return [];
  const subject = 'Released types';
  const missing = unreleased(contract, catalog);
  if (missing.length === 0)
    return [{ level: 'ok', subject, message: 'catalog/contract.json has every type and version.' }];
  const list = missing.map(({ type, version }) => `${type} version ${version}`).join(', ');
  return [
    {
      level: 'warning',
      subject,
      message: `catalog/contract.json does not have ${list}. Nothing would refuse a change that breaks the phones that send it.`,
      remedy: 'Before phones get it: npm run cairn -- release-types, and commit catalog/contract.json.',
    },
  ];
}
