import { Logger } from '@aws-lambda-powertools/logger';
import { allowedFields } from '../allowed-fields.ts';
import type { LogPort } from '../ports.ts';

/** Structured JSON on standard output. What is not on the list of `LogFields` is left out, whatever a caller passes. */
export function powertoolsLog(serviceName: string): LogPort {
  const logger = new Logger({ serviceName });
  return {
    info: (message, fields) => logger.info(message, allowedFields(fields)),
    warn: (message, fields) => logger.warn(message, allowedFields(fields)),
    error: (message, fields) => logger.error(message, allowedFields(fields)),
  };
}
