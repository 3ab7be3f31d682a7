/**
 * The AWS CLI with the local endpoint. Uses options instead of variables: version 1 reads AWS_DEFAULT_REGION instead of
 * AWS_REGION, and version 2 reads AWS_ENDPOINT_URL only since 2.13 (Debian 12 has 2.9), so it would call AWS.
 * @see https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-envvars.html
 */
function awsCli(awsUrl: string): string {
  return `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --endpoint-url ${awsUrl} --region us-east-1`;
}

/** Returns first commands to try after `ready`, for curl and the AWS CLI. They work without changes. */
export function nextSteps({ url, awsUrl }: { readonly url: string; readonly awsUrl: string }): string {
  return `
The console, in a browser: ${url}/

Try next, in another terminal:
  the event ledger curl -s ${url}/local/stats
  a token and key  eval "$(curl -s '${url}/local/token?player=ada&format=shell')"
  send an event    curl -s ${url}/v1/events -H "x-api-key: $API_KEY" -H "authorization: Bearer $TOKEN" \\
                     -H 'content-type: application/json' -d '{"events":[{"id":"my-first-event-0001","type":"hunt.joined","occurredAt":"2026-01-01T12:00:00Z","data":{"huntId":"edinburgh","displayName":"Ada"}}]}'
  my progress      curl -s ${url}/v1/hunts/edinburgh/players/me -H "x-api-key: $API_KEY" -H "authorization: Bearer $TOKEN"
  the leaderboard  curl -s ${url}/v1/hunts/edinburgh/leaderboard -H "x-api-key: $API_KEY" -H "authorization: Bearer $TOKEN"
  with the AWS CLI ${awsCli(awsUrl)} kinesis list-streams
Ctrl-C stops, waits for the events in flight and prints the event ledger: what became of every event.
`;
}
