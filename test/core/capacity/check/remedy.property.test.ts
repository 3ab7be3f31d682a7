import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkChain } from '../../../../core/capacity/check/check.ts';
import { applyChange } from '../../../../core/capacity/plan/settings.ts';
import { seededRandom } from '../../../../core/random.ts';
import { anyChain } from '../../../helpers/random-types.ts';

/** Settings that promise less or send less; none is a remedy for a key that cannot spread. */
const LESS = ['traffic.peakEventsPerSecond', 'traffic.hottestKeyShare', 'trafficScale'];

const chains = fc.integer({ min: 1, max: 2_147_483_647 }).map((seed) => anyChain(seededRandom(seed)));

describe('the changes that a finding names', () => {
  it('remove it, and nothing fails then that did not fail before', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const before = checkChain(chain).findings;
        const known = new Set(before.map(idOf));
        for (const finding of before.filter(({ level, changes }) => level === 'fails' && changes.length > 0)) {
          const after = checkChain(finding.changes.reduce(applyChange, chain)).findings;
          const failing = after.filter(({ level }) => level === 'fails').map(idOf);
          expect(failing, finding.message).not.toContain(idOf(finding));
          expect(
            failing.filter((id) => !known.has(id)),
            finding.message,
          ).toEqual([]);
        }
      }),
    );
  });

  it('are all needed', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const before = checkChain(chain).findings;
        const known = new Set(before.map(idOf));
        for (const finding of before.filter(({ level }) => level === 'fails')) {
          if (finding.changes.length < 2) continue;
          for (const change of finding.changes) {
            // A new partition key also replaces the share that was counted for the old one.
            if (LESS.includes(change.setting)) continue;
            const withIt = change.setting === 'partitionKey' ? LESS : [];
            const fewer = finding.changes.filter((other) => other !== change && !withIt.includes(other.setting));
            const after = checkChain(fewer.reduce(applyChange, chain)).findings.filter(
              ({ level }) => level === 'fails',
            );
            const solved = after.every((each) => idOf(each) !== idOf(finding) && known.has(idOf(each)));
            expect(solved, `${finding.message} without ${change.setting}`).toBe(false);
          }
        }
      }),
    );
  });

  it('are another key if one value is too much for its shard or its lane, and never less traffic', () => {
    let hot = 0;
    fc.assert(
      fc.property(chains, (chain) => {
        for (const finding of checkChain(chain).findings.filter(({ check }) => check === 'hot-key')) {
          hot += 1;
          const settings = finding.changes.map(({ setting }) => setting);
          if (!settings.includes('partitionKey')) {
            expect(settings.filter((setting) => LESS.includes(setting))).toEqual([]);
          }
          if (settings.length === 0) expect(finding.message).toMatch(/split the type|what one sends/);
          const [type] = chain.types;
          if (type?.partitionKey === 'playerId') expect(settings).not.toContain('partitionKey');
        }
      }),
    );
    expect(hot).toBeGreaterThan(0);
  });
});

function idOf({ check, type, hop }: ReturnType<typeof checkChain>['findings'][number]): string {
  return `${check}/${type ?? ''}/${hop}`;
}
