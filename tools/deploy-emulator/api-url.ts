/**
 * The API's URL by path. The one that CloudFormation tells names the API in its host, which on a machine without the
 * emulator's DNS leads nowhere (or to AWS).
 * @param apiUrl such as `https://API_ID.execute-api.localhost:4566/dev`
 */
export function apiUrlWithoutDns(awsEndpoint: string, apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  const [apiId] = hostname.split('.');
  return `${awsEndpoint}/_aws/execute-api/${apiId}${pathname}`;
}
