import type { FunctionCode } from '../template/local-cloud.ts';

/**
 * The environment of a function's thread: what Lambda sets, the template's variables, and where the AWS SDK finds the
 * local endpoint. Nothing of the process's own environment goes in.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(
  code: FunctionCode,
  region: string,
  awsUrl: string,
): Readonly<Record<string, string>> {
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
    AWS_ENDPOINT_URL: awsUrl,
    // The endpoint checks no signature; the SDK only wants to make one.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    LAMBDA_TASK_ROOT: code.directory,
    _HANDLER: code.handler,
    TZ: ':UTC',
    ...code.environment,
  };
}
