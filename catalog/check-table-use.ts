import type { TableCall, TableUse } from '../core/capacity/model/table-use.ts';
import { numberChecker, type Refuse, requireFields, requireWord } from './refuse.ts';

const USE_FIELDS: Readonly<Record<keyof TableUse, true>> = { when: true, share: true, calls: true };
const CALL_FIELDS = {
  read: { kind: true, item: true, consistent: true, bytes: true },
  write: { kind: true, item: true, inTransaction: true, indexEntries: true, refused: true, bytes: true },
  leaderboard: { kind: true, entries: true, entryBytes: true },
} as const;
/** Tolerates the rounding of decimal shares: 0.7 + 0.2 + 0.1 is a little below 1. */
const ROUNDING = 1e-9;

/** Refuses a declaration from which no units can be counted. */
export function checkTableUse(uses: readonly TableUse[], refuse: Refuse): void {
  const requireNumber = numberChecker(refuse);
  if (!Array.isArray(uses) || uses.length === 0) {
    refuse(
      'tableUse',
      uses,
      'a list of { when, share, calls }, one for each course that a record may take',
      "Write what the handler reads and writes, such as [{ when: '', share: 1, calls: [{ kind: 'write', item: 'LATEST' }] }].",
    );
  }
  const known = new Set<string>();
  for (const use of uses) {
    const field = `tableUse ${JSON.stringify(use.when)}`;
    requireFields(refuse, 'tableUse', use, USE_FIELDS);
    if (typeof use.when !== 'string' || known.has(use.when)) {
      refuse('tableUse.when', use.when, 'a text, each once', 'Name the course so that it differs from the others.');
    }
    known.add(use.when);
    requireNumber(`${field}: share`, use.share, 0, 1, 'share of the records', false);
    if (!Array.isArray(use.calls)) {
      refuse(`${field}: calls`, use.calls, 'a list of calls', 'Write [] where memory answers.');
    }
    for (const call of use.calls as readonly TableCall[]) {
      requireWord(refuse, `${field}: calls.kind`, call.kind, Object.keys(CALL_FIELDS));
      requireFields(refuse, `${field}: calls`, call, CALL_FIELDS[call.kind]);
    }
  }
  const sum = uses.reduce((total, { share }) => total + share, 0);
  if (sum <= 1 + ROUNDING) return;
  refuse('tableUse', sum, 'shares that come to at most 1', 'Lower the share of a course: a record takes one of them.');
}
