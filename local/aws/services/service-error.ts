/** A refusal in AWS's own words: its error name, message and HTTP status. The endpoint shapes it for the protocol. */
export class ServiceError extends Error {
  /** HTTP status. @default 400 */
  readonly statusCode: number;

  constructor(name: string, message: string, statusCode = 400) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}
