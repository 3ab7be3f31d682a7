import { devNull } from 'node:os';
import type { FunctionCode } from '../template/local-cloud.ts';
import { NO_AWS_SETTINGS } from './no-aws-settings.ts';

/** Variables that could lead an SDK's client to another address than `AWS_ENDPOINT_URL`. */
const LEADS_ELSEWHERE = /^AWS_(ENDPOINT_URL|IGNORE_CONFIGURED_ENDPOINT_URLS$|USE_|PROFILE$|DEFAULT_PROFILE$)/;

/**
 * Returns the environment of a function's thread: Lambda's variables, the template's, and the local endpoint for the
 * AWS SDK. It contains nothing of the process's own environment or files, and no variable of the template can point the
 * SDK elsewhere.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(
  code: FunctionCode,
  region: string,
  awsUrl: string,
): Readonly<Record<string, string>> {
  const ofTemplate = Object.entries(code.environment).filter(([name]) => !LEADS_ELSEWHERE.test(name));
  return {
    AWS_LAMBDA_FUNCTION_NAME: code.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(code.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${code.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // The endpoint checks no signature, but the SDK needs keys to sign.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    LAMBDA_TASK_ROOT: code.directory,
    _HANDLER: code.handler,
    TZ: ':UTC',
    ...Object.fromEntries(ofTemplate),
    AWS_ENDPOINT_URL: awsUrl,
    ...NO_AWS_SETTINGS,
    // The SDK asks for the home directory even if it reads no file there, and throws if the user has none.
    HOME: devNull,
  };
}
