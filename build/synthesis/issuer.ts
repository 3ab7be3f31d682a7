import { createHash, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../core/errors.ts';
import { ROOT } from '../repository.ts';

/** A private P-256 key as JSON Web Key (RFC 7517), with the id that tokens refer to. */
export interface IssuerKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

export type PublicKey = Omit<IssuerKey, 'd'>;

/** This clone's folder for the development key pair and other files of one developer; git ignores it. */
export const ISSUER_DIRECTORY = path.join(ROOT, '.cairn');
const FILE = 'issuer.json';
const OWNER_ONLY = 0o600;

export function issuerFile(directory: string): string {
  return path.join(directory, FILE);
}

/**
 * The development key pair in `directory`, created at the first call and readable only by its owner.
 * @throws InputError if the file contains something else
 */
export function loadOrCreateIssuer(directory: string): IssuerKey {
  const file = issuerFile(directory);
  const existing = readIssuer(file);
  if (existing !== undefined) return existing;
  mkdirSync(directory, { recursive: true });
  // Writes the file under another name, then links it. If two processes start at once, both get the key of the first.
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(createIssuer(), undefined, 2)}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return readIssuer(file) ?? refuse(file, undefined);
}

/** A new P-256 key pair. Its id is its thumbprint (RFC 7638), so that the same key always has the same id. */
export function createIssuer(): IssuerKey {
  const { x, y, d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined || d === undefined)
    throw new Error('node:crypto made a P-256 key without x, y or d');
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  return { kty: 'EC', crv: 'P-256', x, y, d, kid, alg: 'ES256', use: 'sig' };
}

/** The public JSON Web Key Set that verifies tokens of this issuer; it may be in a template. */
export function publicJwks({ kty, crv, x, y, kid, alg, use }: IssuerKey): { readonly keys: readonly PublicKey[] } {
  return { keys: [{ kty, crv, x, y, kid, alg, use }] };
}

function readIssuer(file: string): IssuerKey | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(file, 'text that is not JSON');
  }
  return isIssuerKey(value) ? value : refuse(file, Object.keys(Object(value)));
}

function isIssuerKey(value: unknown): value is IssuerKey {
  if (typeof value !== 'object' || value === null) return false;
  const key = value as Partial<Record<keyof IssuerKey, unknown>>;
  if (key.kty !== 'EC' || key.crv !== 'P-256' || key.alg !== 'ES256' || key.use !== 'sig') return false;
  if (![key.x, key.y, key.d, key.kid].every((part) => typeof part === 'string')) return false;
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: String(key.x), y: String(key.y) }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function refuse(file: string, received: unknown): never {
  throw new InputError({
    input: file,
    received,
    allowed: 'the key pair that "npm run issuer" writes',
    remedy: 'Delete the file and run "npm run issuer" again. The API then rejects tokens that the old key signed.',
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
