/** Namespace of Cairn's own metrics; each of them has the dimension `stage`. */
export const METRICS_NAMESPACE = 'Cairn';

/** Counts tokens that the authorizer could not check, through no fault of the token. Its only dimension is `stage`. */
export const AUTHORIZER_FAULTS = 'AuthorizerFaults';

/** 1 for each request that API Gateway throttles, 0 for any other, so that its average is a share. Counted from the access log. */
export const REQUESTS_THROTTLED = 'RequestsThrottled';

/** What ingest and handlers count of each event type. Dimensions: `stage` and `type`; `Rejected` also has `code`. */
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
] as const;
export type CountMetric = (typeof COUNT_METRICS)[number];

/** From `receivedAt` to the stored effect. Dimensions: `stage` and `type`. Milliseconds. */
export const END_TO_END_LATENCY = 'EndToEndLatency';
