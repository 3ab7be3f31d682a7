/**
 * Keeps a function's thread on this machine. Every client of Node calls one of the functions that are guarded here:
 * net, tls, http, https, http2, fetch and WebSocket call `net.Socket.prototype.connect`, UDP `dgram.Socket`, names `dns`
 * (Node 24: lib/net.js, lib/internal/tls/wrap.js, lib/dgram.js; undici connects with node:net and node:tls).
 */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';

type Check = (...args: unknown[]) => void;

/** The `code` of the error that a guarded call throws. */
export const LOCAL_ONLY = 'local_only';

const loopback = new net.BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

/**
 * Limits this thread to sockets on loopback from now on. Any other call throws before it looks up a name and before it
 * connects. No guard reaches into child processes and other threads, so starting one throws too.
 */
export function allowLoopbackOnly(): void {
  guard(net.Socket.prototype, 'connect', (...args) => checkConnection(args));
  guard(dgram.Socket.prototype, 'connect', (_port, address) => checkHost('dgram', address));
  guard(dgram.Socket.prototype, 'send', (_message, ...args) => {
    const values = args.filter((value) => typeof value !== 'function');
    if (typeof values.at(-1) === 'string') checkHost('dgram', values.at(-1));
  });
  for (const names of [dns, dns.promises]) {
    for (const name of functionsOf(names).filter((one) => /^(lookup|resolve|reverse)/.test(one))) {
      guard(names, name, (host) => checkHost(`dns.${name}`, host));
    }
    for (const name of functionsOf(names.Resolver.prototype).filter((one) => /^(resolve|reverse)/.test(one))) {
      guard(names.Resolver.prototype, name, (host) => checkHost(`dns.Resolver.${name}`, host));
    }
  }
  guard(childProcess.ChildProcess.prototype, 'spawn', () => refuse('child_process', 'a child process'));
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    guard(childProcess, name, () => refuse('child_process', 'a child process'));
  }
  Object.assign(workerThreads, {
    Worker: class {
      constructor() {
        refuse('worker_threads', 'another thread');
      }
    },
  });
  // `import { lookup } from 'node:dns'` has its own binding (module.syncBuiltinESMExports).
  syncBuiltinESMExports();
}

/**
 * @param args those of `socket.connect`: options, or port and host, or a path; or Node's own array of options and
 * callback
 */
function checkConnection(args: readonly unknown[]): void {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    const { host, path, lookup } = first as { host?: unknown; path?: unknown; lookup?: unknown };
    if (typeof path === 'string' && path !== '') refuse('net.connect', path);
    checkHost('net.connect', host);
    // The function's own lookup could resolve a permitted name to any address.
    const isOwnLookup = lookup !== undefined && lookup !== null && lookup !== dns.lookup;
    if (isOwnLookup && net.isIP(String(host)) === 0) refuse('net.connect', `${host} with its own lookup`);
  } else if (typeof first === 'string' && !/^\d+$/.test(first)) {
    refuse('net.connect', first);
  } else {
    checkHost('net.connect', second);
  }
}

/** Node connects to localhost if no host is given. */
function checkHost(call: string, host: unknown): void {
  if (host === undefined || host === null || host === '' || typeof host === 'function') return;
  const name = String(host).toLowerCase();
  const family = net.isIP(name);
  const isLocal = family === 0 ? name === 'localhost' : loopback.check(name, family === 4 ? 'ipv4' : 'ipv6');
  if (!isLocal) refuse(call, name);
}

function refuse(call: string, target: string): never {
  const error = new Error(
    `${LOCAL_ONLY}: ${call}: got ${target}; allowed: localhost, 127.0.0.0/8 and ::1. A local function can reach ` +
      'only this machine: point its client at AWS_ENDPOINT_URL, which every AWS SDK reads, or at your own server on 127.0.0.1.',
  );
  throw Object.assign(error, { name: 'LocalOnlyError', code: LOCAL_ONLY });
}

function functionsOf(object: object): string[] {
  return Object.getOwnPropertyNames(object).filter(
    (name) => typeof (object as Readonly<Record<string, unknown>>)[name] === 'function',
  );
}

/** Runs `check` before the method `name` of `object`. */
function guard(object: object, name: string, check: Check): void {
  const methods = object as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name];
  if (original === undefined)
    throw new Error(`node:* has no ${name}: allowLoopbackOnly must guard the function that replaces it`);
  const guarded = function (this: unknown, ...args: unknown[]): unknown {
    check(...args);
    return original.apply(this, args);
  };
  // util.promisify reads properties of the original.
  methods[name] = Object.defineProperties(guarded, Object.getOwnPropertyDescriptors(original));
}
