import { devNull, homedir } from 'node:os';

/**
 * Variables that replace the files of the AWS SDKs and CLIs by none. One line in a file of the machine
 * (`use_fips_endpoint`, `ignore_configured_endpoint_urls`, `services`, a profile's `endpoint_url`) could lead a client
 * away from the local endpoint.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export const NO_AWS_SETTINGS: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Every variable that an AWS SDK, the AWS CLI or the CDK CLI reads has one of these prefixes, also AWS_CA_BUNDLE. */
const AWS_VARIABLE = /^(AWS|CDK_DEFAULT)_/;

/** Returns `environment` without the machine's AWS settings, for a child process that stays on this machine. */
export function withoutAwsSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !AWS_VARIABLE.test(name));
  return { ...Object.fromEntries(kept), ...NO_AWS_SETTINGS };
}

/**
 * Removes the machine's AWS settings from this process's environment, for its own SDK clients and its children.
 * @param environment @default that of the process
 */
export function cutOffFromAws(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(environment)) if (AWS_VARIABLE.test(name)) delete environment[name];
  Object.assign(environment, NO_AWS_SETTINGS);
  // The SDK asks for the home directory even if it reads no file there, and throws if the user has none.
  if (!hasHome()) environment.HOME = devNull;
}

function hasHome(): boolean {
  try {
    return homedir() !== '';
  } catch {
    return false;
  }
}
