/**
 * A fault: the service did what it was asked, and the caller never hears of it. Whoever carries answers makes of it what
 * the caller would see: an endpoint closes the connection, a port in the same process rejects with this error.
 */
export class AnswerLost extends Error {
  /** What the SDK calls it. */
  override readonly name = 'TimeoutError';

  constructor(operation: string) {
    super(`the answer to ${operation} was lost`);
  }
}
