/**
 * Bytes that API and functions write into CloudWatch Logs, which bills by the byte: mean lines of a request or batch
 * without faults. test/lambdas/log-bytes.test.ts compares them with what the real functions write.
 */

/** A line of the API's access log (lib/api/access-log.ts): one for each admitted request. */
export const ACCESS_LOG_BYTES = 300;
/** START, END and REPORT of each invocation (lambda/latest/operatorguide, log-structure.html). */
export const LAMBDA_LINES_BYTES = 260;

/** Ingest's lines for a request with events of one type: its answer, and a line of metrics. */
export const INGEST_LOG_BYTES = LAMBDA_LINES_BYTES + 510;
/** The authorizer logs only tokens that it could not check. */
export const AUTHORIZE_LOG_BYTES = LAMBDA_LINES_BYTES;
export const QUERY_LOG_BYTES = LAMBDA_LINES_BYTES + 310;

/** A handler's lines for a batch: the counts, and lines of metrics, which hold one latency value a record. */
const BATCH_LINE_BYTES = 350;
const METRICS_LINE_BYTES = 290;
const LATENCY_VALUE_BYTES = 5;
/** Values that fit into a line of metrics (lambdas/shared/aws/powertools-metrics.ts). */
const VALUES_PER_LINE = 99;

/**
 * An event that is followed, in the line of each function that it passes: entry id, outcome, code and its own id
 * (core/hop-text.ts). Such events mostly come alone in their entries.
 */
export const HOP_BYTES = 70;

/**
 * Bytes that a handler logs for `records` in `invocations` batches of about the same size.
 * @param tracedEvents events in them that are followed (core/trace-sample.ts)
 */
export function handlerLogBytes(invocations: number, records: number, tracedEvents: number): number {
  if (invocations === 0) return 0;
  const metricsLines = Math.ceil(records / invocations / VALUES_PER_LINE);
  return (
    invocations * (LAMBDA_LINES_BYTES + BATCH_LINE_BYTES + metricsLines * METRICS_LINE_BYTES) +
    records * LATENCY_VALUE_BYTES +
    tracedEvents * HOP_BYTES
  );
}
