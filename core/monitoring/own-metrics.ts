/** Namespace of Cairn's own metrics; each of them has the dimension `stage`. */
export const METRICS_NAMESPACE = 'Cairn';

/** Counts tokens that the authorizer could not check, through no fault of the token. Its only dimension is `stage`. */
export const AUTHORIZER_FAULTS = 'AuthorizerFaults';

/** 1 for each request that API Gateway throttles, 0 for any other, so that its average is a share. Counted from the access log. */
export const REQUESTS_THROTTLED = 'RequestsThrottled';

/**
 * What ingest and handlers count of each event type. Dimensions: `stage` and `type`; `Rejected` also has `code`, and
 * `HandedBack` counts batches, with the class of the error as its `code` (error-classes.ts).
 */
export const COUNT_METRICS = [
  'Accepted',
  'Rejected',
  'Throttled',
  'Shed',
  'Processed',
  'Late',
  'Duplicates',
  'Quarantined',
  'Pending',
  'Settled',
  'HandedBack',
] as const;
export type CountMetric = (typeof COUNT_METRICS)[number];

/** From `receivedAt` to the stored effect. Dimensions: `stage` and `type`. Milliseconds. */
export const END_TO_END_LATENCY = 'EndToEndLatency';

/**
 * What the governor publishes of a type while its mapping is not as planned: the seconds that it has been paused, and how
 * old its oldest record must be, in milliseconds. Dimensions: `stage` and `type`.
 */
export const PAUSED = 'MappingPaused';
export const OLDEST_RECORD = 'OldestRecord';
