export interface ServiceErrorDetails {
  /** HTTP status. @default 400 */
  readonly statusCode?: number;
  /** Members of the error besides its message, by AWS's names: `Item`, `CancellationReasons`, … */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** An error with AWS's name and message. The endpoint encodes it for the protocol, with `fields` beside the message. */
export class ServiceError extends Error {
  readonly statusCode: number;
  readonly fields: Readonly<Record<string, unknown>>;

  /** @param name AWS's name of the error, such as `ConditionalCheckFailedException` */
  constructor(name: string, message: string, { statusCode = 400, fields = {} }: ServiceErrorDetails = {}) {
    // It is an answer, and nobody reads where it was made: capturing a stack took half of a simulation that throttles.
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = before;
    this.name = name;
    this.statusCode = statusCode;
    this.fields = fields;
  }
}
