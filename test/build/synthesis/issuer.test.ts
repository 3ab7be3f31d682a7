import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JwtVerifier } from 'aws-jwt-verify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIssuer, issuerFile, loadOrCreateIssuer, publicJwks } from '../../../build/synthesis/issuer.ts';
import { RealScheduler } from '../../../core/scheduler/real-scheduler.ts';
import { signToken } from '../../../local/start/issuer/sign-token.ts';

const AUTHENTICATION = { issuer: 'https://issuer.cairn.invalid/', audience: 'cairn' };

describe('The development issuer', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'cairn-issuer-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('creates its key pair once, readable by its owner only', () => {
    const made = loadOrCreateIssuer(directory);
    expect(loadOrCreateIssuer(directory)).toEqual(made);
    expect(statSync(issuerFile(directory)).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['issuer.json']);
  });

  it('creates the directory if it is missing', () => {
    const nested = path.join(directory, 'a/b');
    loadOrCreateIssuer(nested);
    expect(existsSync(issuerFile(nested))).toBe(true);
  });

  it('publishes no private part of the key', () => {
    const key = createIssuer();
    const text = JSON.stringify(publicJwks(key));
    expect(text).not.toContain(key.d);
    expect(Object.keys(publicJwks(key).keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it.each(['not json', '{"kty":"RSA"}', '[]', JSON.stringify({ ...createIssuer(), x: 'off-the-curve' })])(
    'refuses a file that contains %s, and names the remedy',
    (content) => {
      writeFileSync(issuerFile(directory), content);
      expect(() => loadOrCreateIssuer(directory)).toThrow(/Delete the file and run "npm run issuer" again/);
    },
  );
});

describe('A development token', () => {
  const key = createIssuer();
  const clock = new RealScheduler();
  const verifierOf = (trusted = key) => {
    const verifier = JwtVerifier.create({ ...AUTHENTICATION, jwksUri: `${AUTHENTICATION.issuer}jwks` });
    verifier.cacheJwks(publicJwks(trusted) as Parameters<typeof verifier.cacheJwks>[0]);
    return verifier;
  };

  it('is accepted by aws-jwt-verify, with player and role', async () => {
    const token = await signToken(
      key,
      AUTHENTICATION,
      { playerId: 'ada', role: 'organiser', expiresInSeconds: 60 },
      clock,
    );
    expect(await verifierOf().verify(token)).toMatchObject({ sub: 'ada', role: 'organiser' });
  });

  it('contains the role in the claim that the stage names, and no role for a player', async () => {
    const claims = { playerId: 'ada', expiresInSeconds: 60 };
    const audience = { ...AUTHENTICATION, roleClaim: 'cairn:role' };
    const organiser = await signToken(key, audience, { ...claims, role: 'organiser' }, clock);
    expect(await verifierOf().verify(organiser)).toMatchObject({ 'cairn:role': 'organiser' });
    expect(await verifierOf().verify(await signToken(key, audience, claims, clock))).not.toHaveProperty('cairn:role');
  });

  it('is refused if it has expired, is for another audience or was signed by another key', async () => {
    const claims = { playerId: 'ada', expiresInSeconds: 60 };
    const longAgo = { now: () => clock.now() - 3_600_000 };
    await expect(verifierOf().verify(await signToken(key, AUTHENTICATION, claims, longAgo))).rejects.toThrow(/expired/);
    const elsewhere = { ...AUTHENTICATION, audience: 'elsewhere' };
    await expect(verifierOf().verify(await signToken(key, elsewhere, claims, clock))).rejects.toThrow(/[Aa]udience/);
    const forged = { ...createIssuer(), kid: key.kid };
    await expect(verifierOf().verify(await signToken(forged, AUTHENTICATION, claims, clock))).rejects.toThrow(
      /signature/i,
    );
  });
});
