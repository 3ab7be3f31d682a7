/**
 * Why a handler hands a batch back: the values of the metric `HandedBack`'s dimension `code`. A closed list, because each
 * value is a metric that costs money.
 */
export const ERROR_CLASSES = ['throttled', 'unavailable', 'denied', 'missing', 'out-of-time', 'other'] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/**
 * Classes that say that something behind the handler refuses everyone. `other` may be one bad record, which quarantine and
 * bisecting deal with; `out-of-time` may be a batch that is too large.
 */
export const DEPENDENCY_CLASSES: readonly ErrorClass[] = ['throttled', 'unavailable', 'denied', 'missing'];

const NAMES: Readonly<Record<string, ErrorClass>> = {
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  RequestLimitExceeded: 'throttled',
  InternalServerError: 'unavailable',
  ServiceUnavailable: 'unavailable',
  ServiceUnavailableException: 'unavailable',
  TimeoutError: 'unavailable',
  ECONNREFUSED: 'unavailable',
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'denied',
  ExpiredTokenException: 'denied',
  ResourceNotFoundException: 'missing',
  OutOfTime: 'out-of-time',
  NotStarted: 'out-of-time',
};

/** @param errorName the name of an error, as AWS's SDK has it */
export function errorClassOf(errorName: string): ErrorClass {
  return NAMES[errorName] ?? 'other';
}
