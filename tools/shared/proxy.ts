import http, { type AgentOptions } from 'node:http';
import https from 'node:https';
import { withCauses } from '../../core/errors.ts';

/** Names of this machine for NO_PROXY: undici reads exact names, node:http also an IPv6 address in brackets. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '::1', '[::1]'];
const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/**
 * Sends requests of this process and its children through the proxies of `environment`, as curl, the AWS CLI and the
 * CDK CLI do. Requests to this machine never use a proxy, whatever NODE_USE_ENV_PROXY, NODE_OPTIONS and NO_PROXY
 * contain.
 * @param environment its NO_PROXY is extended. @default that of the process
 * @param say prints why a proxy is not used
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#httpsetglobalproxyfromenvproxyenv
 */
export function useProxiesElsewhereOnly(
  environment: NodeJS.ProcessEnv = process.env,
  say: (text: string) => void = console.error,
): void {
  if (!hasProxy(environment)) return;
  const named = (environment.no_proxy || environment.NO_PROXY || '').split(/[\s,]+/);
  const hosts = [...new Set([...named, ...THIS_MACHINE])].filter((host) => host !== '').join(',');
  // Node reads the lower-case name first; other programs read the upper-case one.
  environment.no_proxy = hosts;
  environment.NO_PROXY = hosts;
  try {
    // The agents that Node created at start keep the NO_PROXY of that time.
    http.setGlobalProxyFromEnv(environment);
  } catch (error) {
    say(`cairn: requests go to no proxy, as the one of HTTP_PROXY or HTTPS_PROXY cannot be used: ${withCauses(error)}`);
  }
}

/** Options for an own agent, which does not read the variables itself: the proxies of `environment`. */
export function proxyOptions(environment: NodeJS.ProcessEnv = process.env): AgentOptions {
  return hasProxy(environment) ? { proxyEnv: environment } : {};
}

/** Options for an AWS SDK client that calls AWS: the SDK does not read the proxy variables either. */
export async function sdkThroughProxy(environment: NodeJS.ProcessEnv = process.env) {
  if (!hasProxy(environment)) return {};
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  // Also for Kinesis, whose default client uses HTTP/2, which bypasses the proxy.
  return {
    requestHandler: new NodeHttpHandler({
      httpAgent: new http.Agent({ keepAlive: true, proxyEnv: environment }),
      httpsAgent: new https.Agent({ keepAlive: true, proxyEnv: environment }),
    }),
  };
}

function hasProxy(environment: NodeJS.ProcessEnv): boolean {
  return PROXY_VARIABLES.some((name) => (environment[name] ?? '') !== '');
}
