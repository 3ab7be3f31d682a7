import type { Authenticate } from '../http/authenticate.ts';
import { system } from './system.ts';
import { tokenTrust } from './token-trust.ts';

/**
 * The authorizer's check, in an API function that was given the authorizer's settings: behind a gateway without
 * authorizers, which only an emulator's is (ADR 0050). `undefined` everywhere else.
 */
export async function inFunctionAuthentication(): Promise<Authenticate | undefined> {
  if (process.env.TOKEN_ISSUER === undefined) return undefined;
  // On AWS nothing of it is run.
  const [{ authenticator }, { fetchKeys }] = await Promise.all([
    import('../http/authenticate.ts'),
    import('./fetch-keys.ts'),
  ]);
  return authenticator(tokenTrust(), { clock: system().clock, fetchKeys: fetchKeys() });
}
