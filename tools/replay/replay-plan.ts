import { InputError } from '../../core/errors.ts';
import type { BusRule } from '../shared/aws/bus-rules.ts';
import { typesOfRule } from '../shared/aws/bus-rules.ts';

/** An archive of the bus. */
export interface ArchiveFacts {
  readonly arn: string;
  readonly busArn: string;
  /** 0 keeps events for ever. */
  readonly retentionDays: number;
}

/** What StartReplay is asked for. Times in milliseconds since the epoch. */
export interface ReplayPlan {
  readonly name: string;
  readonly archiveArn: string;
  readonly busArn: string;
  readonly from: number;
  readonly to: number;
  /** Rules of handlers, and no other: the catch-all rule would fill the unrouted queue again. */
  readonly ruleArns: readonly string[];
  readonly types: readonly string[];
  /** What whoever starts it should know. */
  readonly notes: readonly string[];
}

export interface ReplayOrder {
  readonly from: number;
  readonly to: number;
  /** @default all that have a rule */
  readonly type?: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** AWS advises to wait so long, because events reach an archive late (eventbridge/latest/userguide, eb-archive). */
const ARCHIVED_AFTER_MS = 10 * MINUTE_MS;

/**
 * Checks a span of time against the archive and finds the rules of the handlers.
 * @throws InputError for a span that ends before it begins or is older than the archive, and for a type without a rule
 */
export function planReplay(
  { from, to, type }: ReplayOrder,
  archive: ArchiveFacts,
  rules: readonly BusRule[],
  source: string,
  now: number,
): ReplayPlan {
  const iso = (ms: number): string => new Date(ms).toISOString();
  if (from >= to) {
    throw new InputError({
      input: '--from',
      received: iso(from),
      allowed: `a time before --to, ${iso(to)}`,
      remedy: 'Write the earlier time first.',
    });
  }
  const oldest = archive.retentionDays === 0 ? 0 : now - archive.retentionDays * DAY_MS;
  if (to <= oldest) {
    throw new InputError({
      input: '--to',
      received: iso(to),
      allowed: `a time after ${iso(oldest)}: the archive keeps ${archive.retentionDays} days`,
      remedy: 'Older events are gone from the archive.',
    });
  }
  const routed = rules
    .map((rule) => ({ rule, types: typesOfRule(rule, source) }))
    .filter(({ types }) => types.length > 0 && (type === undefined || types.includes(type)));
  if (routed.length === 0) {
    const known = rules.flatMap((rule) => typesOfRule(rule, source));
    throw new InputError({
      input: '--type',
      received: type,
      allowed: `a type with a rule on the bus: ${known.join(', ') || 'none'}`,
      remedy: 'Deploy the type, or leave --type out.',
    });
  }
  return {
    name: `cairn-${iso(now).replaceAll(/[:.]/g, '-')}`,
    archiveArn: archive.arn,
    busArn: archive.busArn,
    from,
    to: Math.min(to, now),
    ruleArns: routed.map(({ rule }) => rule.arn),
    types: routed.flatMap(({ types }) => types),
    notes: [
      ...(from < oldest ? [`the archive begins at ${iso(oldest)}: what is older is not replayed`] : []),
      ...(to > now - ARCHIVED_AFTER_MS
        ? ['AWS may archive an event up to 10 minutes late: run it again for the end of the span, if that matters']
        : []),
    ],
  };
}
