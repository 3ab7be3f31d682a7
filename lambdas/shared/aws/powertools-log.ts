import { Logger } from '@aws-lambda-powertools/logger';
import { allowedFields } from '../allowed-fields.ts';
import type { LogPort } from '../ports.ts';

/** Writes structured JSON to standard output. Drops every field that is not in `LogFields`. */
export function powertoolsLog(serviceName: string): LogPort {
  const logger = new Logger({ serviceName });
  return {
    info: (message, fields) => logger.info(message, allowedFields(fields)),
    warn: (message, fields) => logger.warn(message, allowedFields(fields)),
    error: (message, fields) => logger.error(message, allowedFields(fields)),
  };
}
