import type { Authenticate } from '../http/authenticate.ts';
import { system } from './system.ts';
import { tokenTrust } from './token-trust.ts';

/**
 * The authorizer's check inside an API function, if the function has the authorizer's settings. Only an emulator needs
 * it, whose gateway has no authorizers (ADR 0050). `undefined` everywhere else.
 */
export async function inFunctionAuthentication(): Promise<Authenticate | undefined> {
  if (process.env.TOKEN_ISSUER === undefined) return undefined;
  // Not loaded on AWS.
  const [{ authenticator }, { fetchKeys }] = await Promise.all([
    import('../http/authenticate.ts'),
    import('./fetch-keys.ts'),
  ]);
  return authenticator(tokenTrust(), { clock: system().clock, fetchKeys: fetchKeys() });
}
