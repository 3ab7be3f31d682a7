import type { TokenTrust } from '../http/authenticate.ts';
import { requiredSetting } from './environment.ts';

/** The issuer whose tokens this stage accepts, from the function's environment. */
export function tokenTrust(): TokenTrust {
  const { TOKEN_JWKS_URI: jwksUri, TOKEN_JWKS: jwks } = process.env;
  if ((jwksUri === undefined) === (jwks === undefined)) {
    throw new Error('set exactly one of the environment variables TOKEN_JWKS_URI and TOKEN_JWKS');
  }
  return {
    issuer: requiredSetting('TOKEN_ISSUER'),
    audience: requiredSetting('TOKEN_AUDIENCE'),
    roleClaim: requiredSetting('TOKEN_ROLE_CLAIM'),
    jwksUri,
    jwks,
  };
}
