// Plain JavaScript on purpose: it must run on whatever Node starts it, to say so where that Node is too old.
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `cairn: this is Node ${process.version}, but Node 24 is needed and the project's own was not installed: ` +
      'run "npm ci" with install scripts allowed for the package "node" (npm 11: "npm approve-scripts node"), or use Node >= 24.',
  );
  process.exit(1);
}

// Compiled code of earlier runs, for this process, its threads and its children: CDK alone is a second's work to compile.
process.env.NODE_COMPILE_CACHE ??= path.resolve(import.meta.dirname, '../node_modules/.cache/cairn');
module.enableCompileCache(process.env.NODE_COMPILE_CACHE);

// A proxy on the machine is for requests that leave it.
if (Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name))) {
  const { useProxiesElsewhereOnly } = await import('../tools/shared/proxy.ts');
  useProxiesElsewhereOnly();
}

// `node bin/node24.mjs FILE ARGUMENTS…` behaves as `node FILE ARGUMENTS…`.
const file = path.resolve(process.argv[2]);
process.argv.splice(1, 2, file);
await import(pathToFileURL(file).href);
