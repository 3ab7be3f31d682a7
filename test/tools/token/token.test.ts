import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadOrCreateIssuer } from '../../../build/synthesis/issuer.ts';
import { InputError } from '../../../core/errors.ts';
import { command as issuerCommand } from '../../../tools/issuer/command.ts';
import { command as tokenCommand } from '../../../tools/token/command.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

describe('npm run issuer and npm run token', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'cairn-token-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const run = async (...options: readonly string[]): Promise<readonly string[]> => {
    const printed: string[] = [];
    const command = tokenCommand((text) => printed.push(text), { now: () => NOW }).exitOverride();
    await command.parseAsync([...options, '--directory', directory], { from: 'user' });
    return printed;
  };

  it('print a public key set, and tokens that it checks', async () => {
    const printed: string[] = [];
    await issuerCommand((text) => printed.push(text)).parseAsync(['--directory', directory], { from: 'user' });
    const { kid } = loadOrCreateIssuer(directory);
    expect(JSON.parse(printed[1] ?? '')).toMatchObject({ keys: [{ kid }] });
    const [token = ''] = await run('--player', 'ada', '--role', 'organiser');
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', kid });
    expect(decodeJwt(token)).toEqual({
      iss: 'https://issuer.cairn.invalid/',
      aud: 'cairn',
      sub: 'ada',
      role: 'organiser',
      iat: NOW / 1_000,
      exp: NOW / 1_000 + 12 * 3_600,
    });
  });

  it.each([
    [['--player', 'ada', '--stage', 'prod'], /sign in there/],
    [['--player', 'ada lovelace'], /--player/],
    [['--player', 'ada', '--role', 'admin'], /allowed: organiser/],
    [['--player', 'ada', '--expires-in', '12 weeks'], /--expires-in 30s/],
    [['--player', 'ada', '--stage', 'staging'], /dev, prod, load/],
  ])('refuse %j in one message', async (options, message) => {
    await expect(run(...options)).rejects.toThrow(InputError);
    await expect(run(...options)).rejects.toThrow(message);
  });
});
