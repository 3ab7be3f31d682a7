import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { governorKey } from './keys.ts';

/** What ingest admits. Critical types are never in it. */
export interface Admission {
  /** By event type: the share of its events that is admitted, above 0 and below 1. @default all */
  readonly shares: Readonly<Record<string, number>>;
  /** How long a client waits at least before it sends a shed event again. */
  readonly retryAfterMs: number;
}

export interface AdmissionLevel extends Admission {
  /** Milliseconds since the Unix epoch; from then on all events are admitted. */
  readonly validUntil: number;
}

export function admissionItem({ shares, retryAfterMs, validUntil }: AdmissionLevel): Record<string, AttributeValue> {
  const values = Object.entries(shares).map(([type, share]) => [type, { N: String(share) }]);
  return {
    ...governorKey('ADMISSION'),
    shares: { M: Object.fromEntries(values) },
    retryAfterMs: { N: String(retryAfterMs) },
    validUntil: { N: String(validUntil) },
  };
}

/** The level in an item. Whatever in it is not a level admits all. */
export function admissionOf(item: Record<string, AttributeValue> | undefined): AdmissionLevel {
  const number = (value: AttributeValue | undefined): number => Number(value?.N ?? Number.NaN);
  const shares: Record<string, number> = {};
  for (const [type, value] of Object.entries(item?.shares?.M ?? {})) {
    const share = number(value);
    if (share > 0 && share < 1) shares[type] = share;
  }
  const retryAfterMs = number(item?.retryAfterMs);
  const validUntil = number(item?.validUntil);
  return {
    shares,
    retryAfterMs: retryAfterMs >= 0 ? retryAfterMs : 0,
    validUntil: Number.isFinite(validUntil) ? validUntil : 0,
  };
}
