import { readFileSync } from 'node:fs';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../../../build/synthesis/issuer.ts';
import { userPath } from '../../../build/user-path.ts';
import type { StageConfig } from '../../../catalog/stages.ts';
import { InputError } from '../../../core/errors.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import { tokenSigner } from '../../../local/start/issuer/token-signer.ts';
import type { Phone } from './fleet.ts';

/** Longer than the longest run. */
const TOKEN_SECONDS = 25 * 3_600;
/** Tokens requested at once. */
const AT_ONCE = 16;

/** The identities of the phones, and of the organiser who creates the hunt. */
export interface Credentials {
  readonly phones: readonly Phone[];
  /** Absent if no organiser's token can be had: the hunt must then exist already. */
  readonly organiser?: Phone;
}

/**
 * Tokens of the local runtime, which signs them for the stage that it runs.
 * @param apiKeys
 * @default the runtime's own
 */
export async function localCredentials(
  url: string,
  players: readonly string[],
  apiKeys: readonly string[],
  send: typeof fetch = fetch,
): Promise<Credentials> {
  const phoneOf = async (player: string, role: string, index: number): Promise<Phone> => {
    const response = await send(`${url}/local/token?player=${player}&role=${role}`);
    if (!response.ok) throw new Error(`${url}/local/token answered ${response.status}: ${await response.text()}`);
    const { token, apiKey } = (await response.json()) as Phone;
    return { token, apiKey: apiKeys[index % apiKeys.length] ?? apiKey };
  };
  const phones: Phone[] = [];
  for (let from = 0; from < players.length; from += AT_ONCE) {
    const some = players.slice(from, from + AT_ONCE);
    phones.push(...(await Promise.all(some.map((player, index) => phoneOf(player, 'player', from + index)))));
  }
  return { phones, organiser: await phoneOf('load-organiser', 'organiser', 0) };
}

/** Tokens signed here, for a stage that trusts this clone's development keys. */
export async function signedCredentials(
  stage: StageConfig,
  players: readonly string[],
  apiKeys: readonly string[],
  clock: Scheduler,
): Promise<Credentials> {
  const keys = requireKeys(apiKeys);
  const { authentication } = stage;
  if (authentication.developmentKeys !== true) {
    throw new InputError({
      input: '--stage',
      received: stage.name,
      allowed: 'a stage with authentication.developmentKeys, or --tokens FILE',
      remedy: `Stage ${stage.name} accepts tokens of ${authentication.issuer} only: sign players in there, and write one token a line to a file.`,
    });
  }
  const sign = tokenSigner(loadOrCreateIssuer(ISSUER_DIRECTORY), authentication, clock, TOKEN_SECONDS);
  const phones = await Promise.all(
    players.map(async (player, index) => ({ token: await sign(player), apiKey: keys(index) })),
  );
  return { phones, organiser: { token: await sign('load-organiser', 'organiser'), apiKey: keys(0) } };
}

/** Tokens of a file, one a line; one phone for each line. @throws InputError */
export function tokensOf(file: string, apiKeys: readonly string[]): Credentials {
  const keys = requireKeys(apiKeys);
  let text: string;
  try {
    text = readFileSync(userPath(file), 'utf8');
  } catch (error) {
    throw new InputError({
      input: '--tokens',
      received: file,
      allowed: 'a file that can be read',
      remedy: (error as Error).message,
    });
  }
  const tokens = text.split('\n').filter((line) => line.trim() !== '');
  const odd = tokens.find((token) => !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token.trim()));
  if (tokens.length === 0 || odd !== undefined) {
    throw new InputError({
      input: '--tokens',
      received: odd ?? 'no line',
      allowed: 'one JSON Web Token a line',
      remedy: 'Write one token a line and nothing else.',
    });
  }
  return { phones: tokens.map((token, index) => ({ token: token.trim(), apiKey: keys(index) })) };
}

function requireKeys(apiKeys: readonly string[]): (index: number) => string {
  const [first] = apiKeys;
  if (first !== undefined) return (index) => apiKeys[index % apiKeys.length] ?? first;
  throw new InputError({
    input: '--api-key',
    received: undefined,
    allowed: 'one or more API keys',
    remedy:
      'Read it with: aws apigateway get-api-key --region REGION --include-value --api-key ID (ID: the stack’s output ApiKeyId).',
  });
}
