import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { errorName } from '../shared/error-name.ts';
import type { Authenticate } from '../shared/http/authenticate.ts';
import { authorizationOf } from '../shared/http/authorization-header.ts';
import type { LogPort } from '../shared/ports.ts';

/**
 * API Gateway answers 401 to exactly this message. Any other error becomes AUTHORIZER_CONFIGURATION_ERROR, which our
 * gateway response answers with 503 and Retry-After. Neither is cached; a policy that denies would be, as 403.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
const UNAUTHORIZED = 'Unauthorized';

export type Authorizer = (request: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

export interface AuthorizerPorts {
  readonly log: LogPort;
  /** Called where a fault of ours, not the token's, keeps a token from being checked. */
  readonly countFault: () => Promise<void>;
}

/**
 * Lets the bearer of a valid token call every route of the stage: the answer is cached by token, so a policy for one
 * route would refuse the next. What a role may do is checked in the functions.
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
