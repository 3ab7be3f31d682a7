import type { RequestAuthorizer } from '../../services/gateway/authorizer.ts';
import type { GatewayResponse } from '../../services/gateway/gateway-response.ts';
import { Routes } from '../../services/gateway/routes.ts';

/** A REST API while its resources are built; the stage's gateway reads the same objects. */
export interface RestApiParts {
  readonly id: string;
  /** The name in metrics. */
  readonly name: string;
  readonly rootResourceId: string;
  readonly minimumCompressionSize: number | undefined;
  readonly binaryMediaTypes: readonly string[];
  /** Path by resource id. */
  readonly paths: Map<string, string>;
  readonly routes: Routes;
  readonly responses: Map<string, GatewayResponse>;
  readonly authorizers: Map<string, RequestAuthorizer>;
  /** Validators that check parameters. */
  readonly parameterValidators: Set<string>;
}

export function restApiParts(
  id: string,
  name: string,
  minimumCompressionSize: number | undefined,
  binaryMediaTypes: readonly string[],
): RestApiParts {
  const rootResourceId = `${id}-root`;
  return {
    id,
    name,
    rootResourceId,
    minimumCompressionSize,
    binaryMediaTypes,
    paths: new Map([[rootResourceId, '']]),
    routes: new Routes(),
    responses: new Map(),
    authorizers: new Map(),
    parameterValidators: new Set(),
  };
}
