import http, { type AgentOptions } from 'node:http';
import https from 'node:https';
import { withCauses } from '../../core/errors.ts';

/** Hosts of this machine, as NO_PROXY names them: undici reads exact names, node:http an IPv6 address in brackets too. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '::1', '[::1]'];
const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/**
 * Requests of this process and its children go through the proxies of `environment`, as those of curl, the AWS CLI and
 * the CDK CLI do; those to this machine never do, whatever NODE_USE_ENV_PROXY, NODE_OPTIONS and NO_PROXY say.
 * @param environment its NO_PROXY is extended. @default that of the process
 * @param say takes why a proxy is not used
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#httpsetglobalproxyfromenvproxyenv
 */
export function useProxiesElsewhereOnly(
  environment: NodeJS.ProcessEnv = process.env,
  say: (text: string) => void = console.error,
): void {
  if (!hasProxy(environment)) return;
  const named = (environment.no_proxy || environment.NO_PROXY || '').split(/[\s,]+/);
  const hosts = [...new Set([...named, ...THIS_MACHINE])].filter((host) => host !== '').join(',');
  // Node reads the lower-case name first; others read the upper-case one.
  environment.no_proxy = hosts;
  environment.NO_PROXY = hosts;
  try {
    // The agents that Node made at its start keep the NO_PROXY of that time.
    http.setGlobalProxyFromEnv(environment);
  } catch (error) {
    say(`cairn: requests go to no proxy, as the one of HTTP_PROXY or HTTPS_PROXY cannot be used: ${withCauses(error)}`);
  }
}

/** Options of an agent of one's own, which reads no variable by itself: the proxies of `environment`. */
export function proxyOptions(environment: NodeJS.ProcessEnv = process.env): AgentOptions {
  return hasProxy(environment) ? { proxyEnv: environment } : {};
}

/** For a client of the AWS SDK that calls AWS: the SDK reads no proxy variable either. */
export async function sdkThroughProxy(environment: NodeJS.ProcessEnv = process.env) {
  if (!hasProxy(environment)) return {};
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  // Also for Kinesis, whose client would speak HTTP/2 past the proxy.
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
