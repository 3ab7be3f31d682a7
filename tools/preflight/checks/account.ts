import type { StageConfig } from '../../../catalog/stages.ts';
import { hasReservedHost } from '../../../core/reserved-host.ts';
import type { Finding } from '../finding.ts';
import type { Answer, Place } from '../place.ts';

/** Bootstrap version that the templates of CDK 2 require. */
export const BOOTSTRAP_MINIMUM = 6;

export function checkBootstrap(version: Answer<'bootstrapVersion'>, { account, region }: Place): Finding {
  const subject = 'CDK bootstrap';
  if (version !== undefined && version >= BOOTSTRAP_MINIMUM) {
    return { level: 'ok', subject, message: `version ${version} in ${region}.` };
  }
  const found = version === undefined ? 'there is none' : `version ${version} is older than ${BOOTSTRAP_MINIMUM}`;
  return {
    level: 'fails',
    subject,
    message: `${found} in account ${account}, region ${region}. CDK keeps the code of the functions there.`,
    remedy: `Run once for account and region: npx cdk bootstrap aws://${account}/${region}`,
  };
}

export function checkLogRole({ logRoleArn }: Answer<'gateway'>, { account, region, partition }: Place): Finding {
  const subject = 'API Gateway logging role';
  if (logRoleArn !== undefined) return { level: 'ok', subject, message: logRoleArn };
  const trust =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
  const iam = `arn:${partition.name}:iam::`;
  return {
    level: 'fails',
    subject,
    message: 'none is set in this account and region, so the API with its access log cannot be created.',
    remedy: [
      'Set it once for the account and region (no stack of ours does: it belongs to all APIs of the account):',
      `aws iam create-role --role-name api-gateway-logs --assume-role-policy-document '${trust}'`,
      `aws iam attach-role-policy --role-name api-gateway-logs --policy-arn ${iam}aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
      `aws apigateway update-account --region ${region} --patch-operations op=replace,path=/cloudwatchRoleArn,value=${iam}${account}:role/api-gateway-logs`,
    ].join('\n'),
  };
}

export function checkIssuer({ name, retainState, authentication }: StageConfig): Finding {
  const subject = 'Issuer of tokens';
  if (authentication.developmentKeys === true) {
    const message = `stage ${name} trusts this clone's development keys (npm run issuer).`;
    if (!retainState) return { level: 'ok', subject, message };
    return {
      level: 'fails',
      subject,
      message,
      remedy: `Set authentication.issuer and authentication.jwksUri of stage ${name} in catalog/stages.ts.`,
    };
  }
  if (hasReservedHost(authentication.issuer)) {
    return {
      level: 'fails',
      subject,
      message: `${authentication.issuer} of stage ${name} is an example: nobody could sign in.`,
      remedy: `Set authentication.issuer and authentication.jwksUri of stage ${name} in catalog/stages.ts to your identity provider's.`,
    };
  }
  return { level: 'ok', subject, message: authentication.issuer };
}
