import { ServiceError } from '../service-error.ts';

export interface AwsErrorDetails {
  /** HTTP status. @default 400 */
  readonly statusCode?: number;
  /** Members of the error beside its message, as AWS's API reference names them: `Item`, `CancellationReasons`, … */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A refusal that carries more than a message: the endpoint writes `fields` beside it into the error's body. */
export class AwsError extends ServiceError {
  /** AWS's name of the error, such as `ConditionalCheckFailedException`. */
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, details: AwsErrorDetails = {}) {
    super(code, message, details.statusCode);
    this.code = code;
    this.fields = details.fields ?? {};
  }
}
