import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { errorName } from '../shared/error-name.ts';
import type { Authenticate } from '../shared/http/authenticate.ts';
import { authorizationOf } from '../shared/http/authorization-header.ts';
import type { LogPort } from '../shared/ports.ts';

/**
 * API Gateway answers 401 to exactly this message. Any other error becomes AUTHORIZER_CONFIGURATION_ERROR, which our
 * gateway response answers with 503 and Retry-After. API Gateway caches neither; it would cache a policy that denies,
 * as 403.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
const UNAUTHORIZED = 'Unauthorized';

export type Authorizer = (request: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

export interface AuthorizerPorts {
  readonly log: LogPort;
  /** Called when a fault of ours, not of the token, prevents the check of a token. */
  readonly countFault: () => Promise<void>;
}

/**
 * Allows the bearer of a valid token to call every route of the stage: API Gateway caches the answer by token, so a
 * policy for one route would refuse the next route. The functions check what a role may do.
 */
export function authorizeRequest(authenticate: Authenticate, { log, countFault }: AuthorizerPorts): Authorizer {
  return async ({ headers, methodArn, requestContext }) => {
    const caller = await authenticate(authorizationOf(headers)).catch(async (error: unknown) => {
      const fields = { requestId: requestContext.requestId, errorName: errorName(error) };
      if (fields.errorName === 'KeysPendingError') {
        log.warn('key not known yet', fields);
        throw new Error('the token cannot be checked yet');
      }
      log.error('token not checked', fields);
      await countFault();
      throw new Error('the token cannot be checked');
    });
    if (caller === undefined) throw new Error(UNAUTHORIZED);
    return {
      principalId: caller.playerId,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: wholeStage(methodArn) }],
      },
      context: { playerId: caller.playerId, role: caller.role },
    };
  };
}

/** `arn:aws:execute-api:region:account:api/stage/GET/path` → `…/stage/*`. */
function wholeStage(methodArn: string): string {
  return `${methodArn.split('/').slice(0, 2).join('/')}/*`;
}
