/**
 * `npm run clients`: clients of other languages do the chain's operations against the local endpoint. One that is not
 * installed is skipped, with the reason; `test/clients/install` installs them. Named ones must be there.
 *
 *     npm run clients
 *     npm run clients -- boto3 cli1
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Runtime, startRuntime } from '../../local/start/runtime.ts';
import { clientsCache } from '../helpers/clients-cache.ts';
import { writeAssembly } from '../helpers/mini-stack.ts';

const HERE = import.meta.dirname;
const CACHE = clientsCache();
/** One client's whole run. */
const LIMIT_MS = 180_000;

interface Client {
  readonly name: string;
  /** What it needs: a file. */
  readonly needs: string;
  readonly commands: () => readonly (readonly string[])[];
}

const cached = (...parts: readonly string[]): string => path.join(CACHE, ...parts);
const classes = cached('java', 'classes');
const classPath = [cached('java', 'lib', '*'), classes].join(path.delimiter);

const CLIENTS: readonly Client[] = [
  {
    name: 'boto3',
    needs: cached('boto3', 'bin', 'python'),
    commands: () => [[cached('boto3', 'bin', 'python'), path.join(HERE, 'chain.py')]],
  },
  {
    name: 'cli1',
    needs: cached('cli1', 'bin', 'aws'),
    commands: () => [[path.join(HERE, 'chain.sh'), cached('cli1', 'bin', 'aws')]],
  },
  {
    name: 'cli2',
    needs: '/usr/bin/aws',
    commands: () => [[path.join(HERE, 'chain.sh'), '/usr/bin/aws', 'sqs', 'cloudwatch']],
  },
  {
    name: 'java',
    needs: cached('java', 'lib'),
    commands: () => [
      ['javac', '-cp', classPath, '-d', classes, path.join(HERE, 'java/src/main/java/Chain.java')],
      ['java', '-cp', classPath, 'Chain'],
    ],
  },
];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !CLIENTS.some((client) => client.name === name));
if (unknown.length > 0) {
  console.error(`client: got ${unknown.join(', ')}; allowed are ${CLIENTS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const runtime = await startRuntime({
  assemblyDirectory: await writeAssembly(),
  port: 0,
  awsPort: 0,
  signToken: async () => '',
});
let failed = 0;
try {
  for (const client of CLIENTS) {
    if (named.length > 0 && !named.includes(client.name)) continue;
    const isMissing = !existsSync(client.needs);
    if (!isMissing) console.log(`${client.name}:`);
    if (isMissing && named.length === 0) {
      console.log(`skipped ${client.name}: not installed; run: test/clients/install ${client.name}`);
    } else if (isMissing || !(await run(client, environmentOf(runtime)))) {
      failed += 1;
      console.log(`FAILED  ${client.name}${isMissing ? `: ${client.needs} is not there` : ''}`);
    } else console.log(`ok      ${client.name}`);
  }
} finally {
  await runtime.close();
}
process.exit(failed === 0 ? 0 : 1);

async function run(client: Client, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (client.name === 'java') await mkdir(classes, { recursive: true });
  for (const [command = '', ...options] of client.commands()) {
    const child = spawn(command, options, { stdio: 'inherit', env, timeout: LIMIT_MS });
    const code = await new Promise((resolve) => {
      child.on('close', resolve);
      child.on('error', (error) => {
        console.log(`${command}: ${error.message}`);
        resolve(1);
      });
    });
    if (code !== 0) return false;
  }
  return true;
}

/** Nothing of the machine's own AWS settings, and where the stack's resources are. */
function environmentOf({ awsUrl, stack }: Runtime): NodeJS.ProcessEnv {
  const resource = (logicalId: string): string => stack.resources.get(logicalId) ?? '';
  return {
    PATH: process.env.PATH,
    HOME: CACHE,
    LANG: 'C.UTF-8',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    CAIRN_ENDPOINT: awsUrl,
    CAIRN_STREAM: resource('Stream'),
    CAIRN_BUS: resource('Bus'),
    CAIRN_QUEUE: resource('Unrouted'),
    CAIRN_TABLE: resource('Table'),
    CAIRN_BUCKET: resource('Failures'),
    CAIRN_FUNCTION: 'mini-Handle',
  };
}
