import { devNull, homedir } from 'node:os';

/**
 * In place of the files that the AWS SDKs and CLIs read settings from: none. With a file of the machine, one line of it
 * (`use_fips_endpoint`, `ignore_configured_endpoint_urls`, `services`, a profile's `endpoint_url`) leads a client away
 * from the local endpoint.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export const NO_AWS_SETTINGS: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Every variable that an AWS SDK, the AWS CLI or the CDK CLI reads has one of these prefixes, AWS_CA_BUNDLE included. */
const AWS_VARIABLE = /^(AWS|CDK_DEFAULT)_/;

/** `environment` without what the machine sets for AWS, for a child process that stays on this machine. */
export function withoutAwsSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !AWS_VARIABLE.test(name));
  return { ...Object.fromEntries(kept), ...NO_AWS_SETTINGS };
}

/**
 * Takes what the machine sets for AWS out of this process's environment, for its own SDK clients and its children.
 * @param environment @default that of the process
 */
export function cutOffFromAws(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(environment)) if (AWS_VARIABLE.test(name)) delete environment[name];
  Object.assign(environment, NO_AWS_SETTINGS);
  // The SDK asks for the home directory even where it reads no file there, and fails where the user has none.
  if (!hasHome()) environment.HOME = devNull;
}

function hasHome(): boolean {
  try {
    return homedir() !== '';
  } catch {
    return false;
  }
}
