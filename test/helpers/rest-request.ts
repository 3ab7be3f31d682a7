import type { RestRequest } from '../../local/aws/services/api/rest.ts';

/** A request of a REST API, with nothing but what the test names. */
export function restRequest(
  method: string,
  url: string,
  { body = '', headers = {} }: { readonly body?: string | Buffer; readonly headers?: RestRequest['headers'] } = {},
): RestRequest {
  const [path = '/', search = ''] = url.split('?');
  return { method, path, query: new URLSearchParams(search), headers, body: Buffer.from(body) };
}
