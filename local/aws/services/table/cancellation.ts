import { ServiceError } from '../service-error.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

export const NO_REASON: CancellationReason = { Code: 'None' };

/** Codes of the errors in cancellation reasons. */
const CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ItemCollectionSizeLimitExceededException: 'ItemCollectionSizeLimitExceeded',
  TransactionConflictException: 'TransactionConflict',
  ProvisionedThroughputExceededException: 'ProvisionedThroughputExceeded',
  ThrottlingException: 'ThrottlingError',
  ValidationException: 'ValidationError',
};

export function reasonOf(error: ServiceError): CancellationReason {
  const reason = { Code: CODES[error.name] ?? error.name, Message: error.message };
  return error.fields.Item === undefined ? reason : { ...reason, Item: error.fields.Item };
}

/** @param reasons one for each action, in their order */
export function cancelled(reasons: readonly CancellationReason[]): ServiceError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}
