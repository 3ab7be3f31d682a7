import { stageNamed } from '../../../catalog/stage-named.ts';
import { fromStack } from './from-stack.ts';
import type { Connect } from './target.ts';

/** Lambda polls once a second, a cold start takes another, and API Gateway takes new keys within a minute. */
const PATIENCE_MS = 120_000;

/** Stage dev, or CAIRN_OWNER's copy, in the account of the environment's credentials, deployed from this clone: its keys sign the tokens. */
export const connect: Connect = async () => {
  const region = process.env.AWS_REGION;
  if (region === undefined)
    throw new Error('set AWS_REGION and credentials of the account that stage dev is deployed to');
  const deployment = await fromStack(
    { target: 'aws', awsEndpoint: null, region, credentials: null, patienceMs: PATIENCE_MS },
    stageNamed('dev', process.env.CAIRN_OWNER),
  );
  const endpoint = process.env.CAIRN_API_URL ?? deployment.endpoint;
  return { deployment: { ...deployment, endpoint: endpoint.replace(/\/$/, '') }, close: async () => undefined };
};
