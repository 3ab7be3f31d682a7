import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutOffFromAws, withoutAwsSettings } from '../../../../local/aws/runtime/no-aws-settings.ts';

const run = promisify(execFile);
const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/machine');
const PROBE = path.join(FIXTURES, 'probe-settings.ts');

/** Settings of a machine; each would lead a client to another host or keep it from starting. */
const PROBES = {
  'use_fips_endpoint in the config file': { config: '[default]\nuse_fips_endpoint = true\n' },
  'use_dualstack_endpoint in the config file': { config: '[default]\nuse_dualstack_endpoint = true\n' },
  'ignore_configured_endpoint_urls in the config file': {
    config: '[default]\nignore_configured_endpoint_urls = true\n',
  },
  'defaults_mode in the config file': { config: '[default]\ndefaults_mode = fast\n' },
  'use_fips_endpoint in the credentials file': { credentials: '[default]\nuse_fips_endpoint = true\n' },
  AWS_PROFILE: { environment: { AWS_PROFILE: 'work' }, config: '[profile work]\nuse_fips_endpoint = true\n' },
  AWS_USE_FIPS_ENDPOINT: { environment: { AWS_USE_FIPS_ENDPOINT: 'true' } },
  AWS_USE_DUALSTACK_ENDPOINT: { environment: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } },
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: { environment: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } },
  AWS_ENDPOINT_URL: { environment: { AWS_ENDPOINT_URL: 'https://elsewhere.example' } },
  AWS_ENDPOINT_URL_DYNAMODB: { environment: { AWS_ENDPOINT_URL_DYNAMODB: 'https://elsewhere.example' } },
  AWS_ACCESS_KEY_ID: { environment: { AWS_ACCESS_KEY_ID: 'REAL', AWS_SECRET_ACCESS_KEY: 'REAL' } },
  AWS_CONFIG_FILE: { environment: { AWS_CONFIG_FILE: '/does/not/exist', AWS_USE_FIPS_ENDPOINT: 'true' } },
  "the template's own AWS_ENDPOINT_URL_SQS": { variables: { AWS_ENDPOINT_URL_SQS: 'https://elsewhere.example' } },
  "the template's own AWS_USE_FIPS_ENDPOINT": { variables: { AWS_USE_FIPS_ENDPOINT: 'true' } },
} as const;
type Destinations = Record<string, { readonly function: unknown; readonly command: unknown }>;

describe('an AWS setting of the machine', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'cairn-home-'));
  afterAll(() => rmSync(home, { recursive: true }));

  const destinations = async (isolation: 'isolated' | 'exposed'): Promise<Destinations> => {
    const args = [
      '--disable-warning=ExperimentalWarning',
      PROBE,
      JSON.stringify(PROBES),
      isolation,
      path.join(home, 'code'),
    ];
    const { HOME: _home, ...environment } = withoutAwsSettings(process.env);
    const { AWS_CONFIG_FILE: _config, AWS_SHARED_CREDENTIALS_FILE: _credentials, ...own } = environment;
    const { stdout } = await run(process.execPath, args, { env: { ...own, HOME: path.join(home, isolation) } });
    return JSON.parse(stdout);
  };
  let isolated: Destinations;
  let exposed: Destinations;
  beforeAll(async () => {
    await build({
      entryPoints: [path.join(FIXTURES, 'destination.mjs')],
      outfile: path.join(home, 'code/index.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    });
    [isolated, exposed] = await Promise.all([destinations('isolated'), destinations('exposed')]);
  });

  it.each(Object.keys(PROBES))('does not affect functions and local commands: %s', (name) => {
    expect(isolated[name]).toEqual({
      function: ['http://127.0.0.1:4566 as local'],
      command: ['http://127.0.0.1:4566 as l'],
    });
  });

  it.each(Object.keys(PROBES))('would affect a function without the guard: %s', (name) => {
    expect(exposed[name]?.function).not.toEqual(['http://127.0.0.1:4566 as local']);
  });

  it('is removed from an environment completely, including files', () => {
    const environment = {
      PATH: '/bin',
      AWS_PROFILE: 'work',
      AWS_CA_BUNDLE: '/ca.pem',
      CDK_DEFAULT_REGION: 'eu-west-1',
    };
    const left = {
      PATH: '/bin',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    expect(withoutAwsSettings(environment)).toEqual(left);
    cutOffFromAws(environment);
    expect(environment).toEqual(left);
  });
});
