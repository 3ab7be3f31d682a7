export interface ServiceErrorDetails {
  /** HTTP status. @default 400 */
  readonly statusCode?: number;
  /** Members of the error beside its message, as AWS's API reference names them: `Item`, `CancellationReasons`, … */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A refusal in AWS's own words. The endpoint shapes it for the protocol, and writes `fields` beside the message. */
export class ServiceError extends Error {
  readonly statusCode: number;
  readonly fields: Readonly<Record<string, unknown>>;

  /** @param name AWS's name of the error, such as `ConditionalCheckFailedException` */
  constructor(name: string, message: string, { statusCode = 400, fields = {} }: ServiceErrorDetails = {}) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    this.fields = fields;
  }
}
