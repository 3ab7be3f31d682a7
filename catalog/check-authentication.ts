import { type Refuse, requireFields, requireText } from './refuse.ts';
import type { StageConfig } from './stages.ts';

const FIELDS = {
  issuer: true,
  audience: true,
  roleClaim: true,
  jwksUri: true,
  jwks: true,
  developmentKeys: true,
} as const;
/** Sources of the keys; a stage sets exactly one. */
const KEYS = ['jwksUri', 'jwks', 'developmentKeys'] as const;

/** Checks who may sign players' tokens. */
export function checkAuthentication({ authentication, retainState }: StageConfig, refuse: Refuse): void {
  requireFields(refuse, 'authentication', authentication, FIELDS);
  const { issuer, audience, roleClaim, jwksUri, jwks, developmentKeys } = authentication;
  const ofToken = (claim: string) => `the ${claim} claim of the tokens, a text that is not empty`;
  const ask = 'Take it from your identity provider: a token without it is refused.';
  requireText(refuse, 'authentication.issuer', issuer, ofToken('iss'), ask);
  requireText(refuse, 'authentication.audience', audience, ofToken('aud'), ask);
  if (roleClaim !== undefined) {
    requireText(refuse, 'authentication.roleClaim', roleClaim, "a claim's name", 'Leave it out for "role".');
  }
  const set = KEYS.filter((name) => authentication[name] !== undefined);
  if (set.length !== 1) {
    const received = set.length === 0 ? undefined : set;
    refuse(
      'authentication',
      received,
      `exactly one of ${KEYS.join(', ')}`,
      'Say where the keys of the issuer come from.',
    );
  }
  if (jwksUri !== undefined && URL.parse(jwksUri)?.protocol !== 'https:') {
    refuse(
      'authentication.jwksUri',
      jwksUri,
      'a URL that begins with https://',
      'Keys that come without TLS can be exchanged on their way: anybody could sign in as any player.',
    );
  }
  if (jwks !== undefined && (!Array.isArray(jwks.keys) || jwks.keys.length === 0)) {
    refuse(
      'authentication.jwks',
      jwks,
      '{ keys: [ … ] } with at least one public key',
      'Copy the key set of the issuer.',
    );
  }
  if (developmentKeys === undefined) return;
  if (developmentKeys !== true) refuse('authentication.developmentKeys', developmentKeys, 'true', 'Or leave it out.');
  if (retainState) {
    refuse(
      'authentication.developmentKeys',
      developmentKeys,
      "your identity provider's issuer with jwksUri or jwks, as the stage keeps state",
      "Set authentication.issuer and authentication.jwksUri: whoever has a developer's .cairn/issuer.json could sign in as any player.",
    );
  }
}
