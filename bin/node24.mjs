// Plain JavaScript on purpose: it must run on any Node, to report that the Node is too old.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
/** Where the npm package `node` puts its binary; `node_modules/.bin/node` is a link to it. */
const OWN_NODE = path.join(REPOSITORY, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const [major] = process.versions.node.split('.').map(Number);

const problem = installationProblem() ?? (major < 24 && !fs.existsSync(OWN_NODE) ? oldNodeProblem() : undefined);
if (problem !== undefined) {
  console.error(`cairn: ${problem}`);
  process.exit(1);
}
if (major < 24) runOnOwnNode();
else await runHere();

/** `undefined` if every package that the app needs is installed. */
function installationProblem() {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8'));
  const names = Object.keys(dependencies);
  const missing = names.filter((name) => !fs.existsSync(path.join(REPOSITORY, 'node_modules', name, 'package.json')));
  if (missing.length === 0) return undefined;
  const found = missing.length === names.length ? 'no package' : `no ${missing.slice(0, 3).join(', ')}`;
  const more = missing.length > 3 && missing.length < names.length ? ` and ${missing.length - 3} more` : '';
  return `node_modules: got ${found}${more}; needed: the ${names.length} packages of package.json. Run "npm ci" in ${REPOSITORY}.`;
}

function oldNodeProblem() {
  return (
    `Node: got ${process.version}; needed: Node 24, which "npm ci" brings along as the package "node" unless install scripts are off. ` +
    'Run "npm rebuild node" (npm 11 may ask for "npm approve-scripts node" first), or use Node 24 or newer.'
  );
}

/** As a shell would: the same flags and arguments, the same streams, its exit code. */
function runOnOwnNode() {
  const child = spawn(OWN_NODE, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  // Ctrl-C reaches both; the child decides. The others reach this process alone.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(
      `cairn: ${OWN_NODE} does not start (${error.message}). Run "npm rebuild node", or use Node 24 or newer.`,
    );
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** `node bin/node24.mjs FILE ARGUMENTS…` behaves as `node FILE ARGUMENTS…`. */
async function runHere() {
  // Reuses compiled code of earlier runs, in this process, its threads and its children: compiling CDK alone takes a
  // second.
  process.env.NODE_COMPILE_CACHE ??= path.join(REPOSITORY, 'node_modules/.cache/cairn');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);

  // The machine's proxy is for requests that leave the machine.
  if (Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name))) {
    const { useProxiesElsewhereOnly } = await import('../tools/shared/proxy.ts');
    useProxiesElsewhereOnly();
  }

  const file = path.resolve(process.argv[2]);
  if (!fs.existsSync(file) && file.includes(`${path.sep}node_modules${path.sep}`)) {
    console.error(
      `cairn: ${process.argv[2]} is not installed. It belongs to the development dependencies, which "npm ci" leaves out with ` +
        'NODE_ENV=production or --omit=dev. Run "npm ci --include=dev".',
    );
    process.exit(1);
  }
  process.argv.splice(1, 2, file);
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    // An error while modules load, such as a wrong definition, occurs before any code of ours could catch it.
    const { explainFailure } = await import('../build/explain-failure.ts');
    console.error(explainFailure(error));
    process.exit(1);
  }
}
