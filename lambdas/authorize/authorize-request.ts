import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Authenticate } from '../shared/authenticate.ts';
import { authorizationOf } from '../shared/authorization-header.ts';
import { errorName } from '../shared/error-name.ts';
import type { LogPort } from '../shared/ports.ts';

/** API Gateway answers 401 to exactly this message, 500 to any other. */
const UNAUTHORIZED = 'Unauthorized';

export type Authorizer = (request: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

/**
 * Lets the bearer of a valid token call every route of the stage: the answer is cached by token, so a policy for one
 * route would refuse the next. What a role may do is checked in the functions.
 */
export function authorizeRequest(authenticate: Authenticate, log: LogPort): Authorizer {
  return async ({ headers, methodArn, requestContext }) => {
    const caller = await authenticate(authorizationOf(headers)).catch((error: unknown) => {
      log.error('keys not available', { requestId: requestContext.requestId, errorName: errorName(error) });
      throw new Error('the keys of the token issuer are not available');
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
