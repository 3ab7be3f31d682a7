/**
 * A fault: the service performed the operation, and the caller gets no answer. The transport turns it into what the
 * caller would see: an endpoint closes the connection, a port in the same process rejects with this error.
 */
export class AnswerLost extends Error {
  /** The SDK's name of the error. */
  override readonly name = 'TimeoutError';

  constructor(operation: string) {
    super(`the answer to ${operation} was lost`);
  }
}
