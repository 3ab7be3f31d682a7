import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../build/repository.ts';
import { stageNamed } from '../../catalog/stage-named.ts';
import { withoutAwsSettings } from '../../local/aws/runtime/no-aws-settings.ts';
import { EMULATOR_CREDENTIALS, EMULATORS, type EmulatorName, emulatorEndpoint } from './emulator.ts';
import { requireEmulator } from './health.ts';

export interface DeployOptions {
  readonly emulator: EmulatorName;
  readonly stage: string;
  readonly destroy: boolean;
}

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/**
 * Bootstraps and deploys a stage with the plain CDK CLI, or destroys it.
 * @throws InputError if no emulator answers; Error if the CLI fails, which has then printed the reason
 */
export async function deployEmulator(
  { emulator, stage: stageName, destroy }: DeployOptions,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const stage = stageNamed(stageName);
  const endpoint = emulatorEndpoint(emulator, environment);
  await requireEmulator(emulator, endpoint);
  const output = path.join('cdk.out', `${emulator}-${stage.name}`);
  const outputsFile = path.join(output, 'outputs.json');
  const cdk = (...args: readonly string[]): Promise<void> =>
    run([...args, '--output', output, '-c', `stage=${stage.name}`, '-c', `emulator=${emulator}`], {
      // The caller's profile, keys and settings must not decide where this is deployed.
      ...withoutAwsSettings(environment),
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    });
  if (destroy) {
    await cdk('destroy', '--all', '--force');
    return;
  }
  // Does nothing if it is already bootstrapped.
  await cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`, '--quiet', '--progress', 'events');
  await cdk('deploy', '--all', '--require-approval', 'never', '--outputs-file', outputsFile);
  const outputs = JSON.parse(readFileSync(path.join(ROOT, outputsFile), 'utf8'))[`cairn-${stage.name}`];
  console.log(`\n${EMULATORS[emulator].title} serves the API at ${apiUrlWithoutDns(endpoint, outputs.ApiUrl)}`);
  console.log(
    `Its key: AWS_ACCESS_KEY_ID=${EMULATOR_CREDENTIALS.accessKeyId} AWS_SECRET_ACCESS_KEY=${EMULATOR_CREDENTIALS.secretAccessKey} ` +
      `aws --endpoint-url ${endpoint} --region ${REGION} apigateway get-api-key --include-value --api-key ${outputs.ApiKeyId}`,
  );
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(ROOT, 'node_modules/.bin/cdk'), args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`"cdk ${args[0]}" ended with code ${code}`));
    });
  });
}

/**
 * The API's URL with the API's id in the path. CloudFormation reports a URL with the id in the host, which does not
 * resolve on a machine without the emulator's DNS (or resolves to AWS).
 * @param apiUrl such as `https://API_ID.execute-api.localhost:4566/dev`
 */
export function apiUrlWithoutDns(awsEndpoint: string, apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  const [apiId] = hostname.split('.');
  return `${awsEndpoint}/_aws/execute-api/${apiId}${pathname}`;
}
