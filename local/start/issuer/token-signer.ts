import type { IssuerKey } from '../../../build/synthesis/issuer.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { signToken, type TokenAudience } from './sign-token.ts';

/** @param role `undefined` or `player` for a token without a role @param expiresInSeconds @default the signer's */
export type TokenSigner = (playerId: string, role?: string, expiresInSeconds?: number) => Promise<string>;

/** Returns a signer for one stage. The local pages, simulated phones, benchmarks and tests use it. */
export function tokenSigner(
  key: IssuerKey,
  audience: TokenAudience,
  clock: Clock,
  defaultSeconds: number,
): TokenSigner {
  return (playerId, role, expiresInSeconds = defaultSeconds) =>
    signToken(
      key,
      audience,
      { playerId, expiresInSeconds, ...(role === undefined || role === 'player' ? {} : { role }) },
      clock,
    );
}
