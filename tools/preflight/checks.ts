import type { Stage } from '../../catalog/stages.ts';
import { hasReservedHost } from '../../core/reserved-host.ts';
import type { AccountReader } from './account-reader.ts';
import type { Finding } from './finding.ts';
import type { StageDemand } from './stage-demand.ts';

type Answer<Method extends keyof AccountReader> = Awaited<ReturnType<AccountReader[Method]>>;

/** Lambda refuses a reservation that would leave less than this unreserved (lambda/latest/dg, configuration-concurrency). */
export const LAMBDA_UNRESERVED_MINIMUM = 100;
/** What the templates of CDK 2 ask for. */
export const BOOTSTRAP_MINIMUM = 6;

export function checkConcurrency(
  stage: Stage,
  demand: StageDemand,
  { limit, unreserved }: Answer<'concurrency'>,
): Finding {
  const subject = 'Lambda concurrency';
  const needed = demand.reservedConcurrency + LAMBDA_UNRESERVED_MINIMUM;
  const sum = `${demand.reservedConcurrency} to reserve + ${LAMBDA_UNRESERVED_MINIMUM} that Lambda keeps unreserved`;
  if (!stage.reservedConcurrency) {
    const message = `reservations are off in stage ${stage.name}; the quota is ${limit}.`;
    return limit >= needed
      ? { level: 'ok', subject, message: `${message} It would allow them (${sum}).` }
      : { level: 'ok', subject, message: `${message} On, they would need ${needed} (${sum}).` };
  }
  const remedy = `Set reservedConcurrency: false of stage ${stage.name} in catalog/stages.ts, or request a quota "Concurrent executions" of ${needed} or more.`;
  if (limit < needed) {
    return { level: 'fails', subject, message: `the quota is ${limit}, but ${needed} are needed (${sum}).`, remedy };
  }
  if (unreserved < needed) {
    return {
      level: 'warning',
      subject,
      message: `of ${limit}, ${unreserved} are unreserved and ${needed} are needed (${sum}). That is enough only if stage ${stage.name} is deployed already and holds some itself.`,
      remedy,
    };
  }
  return { level: 'ok', subject, message: `${needed} of ${unreserved} unreserved are needed (${sum}).` };
}

export function checkLogRole({ logRoleArn }: Answer<'gateway'>, { account }: Answer<'identity'>): Finding {
  const subject = 'API Gateway logging role';
  if (logRoleArn !== undefined) return { level: 'ok', subject, message: logRoleArn };
  const trust =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
  return {
    level: 'fails',
    subject,
    message: 'none is set in this account and region, so the stage with its access log cannot be created.',
    remedy: [
      'Set it once for the account (no stack of ours does: it belongs to all its APIs):',
      `aws iam create-role --role-name api-gateway-logs --assume-role-policy-document '${trust}'`,
      'aws iam attach-role-policy --role-name api-gateway-logs --policy-arn arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
      `aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=arn:aws:iam::${account}:role/api-gateway-logs`,
    ].join('\n'),
  };
}

export function checkGatewayThrottle({ throttle, name }: Stage, account: Answer<'gateway'>): Finding {
  const subject = 'API Gateway throttle';
  const allowed = `${account.requestsPerSecond} requests/s, burst ${account.burst}`;
  const wanted = `${throttle.requestsPerSecond} requests/s, burst ${throttle.burst}`;
  if (throttle.requestsPerSecond > account.requestsPerSecond) {
    return {
      level: 'fails',
      subject,
      message: `stage ${name} admits ${wanted}, the account ${allowed}: the rest would be answered 429.`,
      remedy: `Lower throttle of stage ${name} in catalog/stages.ts, or request a quota "Throttle rate" of ${throttle.requestsPerSecond} or more.`,
    };
  }
  if (throttle.burst > account.burst) {
    return {
      level: 'warning',
      subject,
      message: `stage ${name} admits ${wanted}, the account ${allowed}; AWS sets the burst by the rate, it cannot be requested.`,
      remedy: `Set throttle.burst of stage ${name} to ${account.burst} in catalog/stages.ts.`,
    };
  }
  return { level: 'ok', subject, message: `stage ${name} admits ${wanted}, the account ${allowed}.` };
}

export function checkBootstrap(version: Answer<'bootstrapVersion'>, { account, region }: Answer<'identity'>): Finding {
  const subject = 'CDK bootstrap';
  if (version !== undefined && version >= BOOTSTRAP_MINIMUM) {
    return { level: 'ok', subject, message: `version ${version} in ${region}.` };
  }
  const found = version === undefined ? 'there is none' : `version ${version} is older than ${BOOTSTRAP_MINIMUM}`;
  return {
    level: 'fails',
    subject,
    message: `${found} in account ${account}, region ${region}.`,
    remedy: `Run: npx cdk bootstrap aws://${account}/${region}`,
  };
}

export function checkPublishRate(stage: Stage, demand: StageDemand, limit: number, region: string): Finding {
  const subject = 'EventBridge PutEvents';
  const message = `stage ${stage.name} makes up to ${demand.publishesPerSecond} calls/s, the quota in ${region} is ${limit}`;
  if (demand.publishesPerSecond <= limit) return { level: 'ok', subject, message: `${message}.` };
  return {
    level: 'fails',
    subject,
    message: `${message}: events would be answered "throttled".`,
    remedy: `Request a quota "PutEvents throttle limit in transactions per second" of ${demand.publishesPerSecond} or more, set region of the stage to one with more (us-east-1, us-west-2, eu-west-1), or lower its throttle.`,
  };
}

export function checkShards(stage: Stage, demand: StageDemand, { limit, open }: Answer<'shards'>): Finding {
  const subject = 'Kinesis shards';
  if (demand.shards === 0)
    return { level: 'ok', subject, message: `the streams of stage ${stage.name} are on-demand.` };
  const message = `stage ${stage.name} has ${demand.shards}; ${open} of ${limit} are in use`;
  if (open + demand.shards <= limit) return { level: 'ok', subject, message: `${message}.` };
  const needed = open + demand.shards;
  const remedy = `Request a quota "Shards per Region" of ${needed} or more, or set streamCapacity: 'on-demand' of stage ${stage.name} in catalog/stages.ts.`;
  if (demand.shards <= limit && open >= demand.shards) {
    return {
      level: 'warning',
      subject,
      message: `${message}. That is enough only if stage ${stage.name} is deployed already and holds some itself.`,
      remedy,
    };
  }
  return { level: 'fails', subject, message: `${message}.`, remedy };
}

export function checkIssuer({ name, retainState, authentication }: Stage): Finding {
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
