import { readFileSync } from 'node:fs';
import path from 'node:path';
import { withCauses } from '../../../core/errors.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { type HuntFile, huntDefinition, parseHunt } from '../../../local/start/players/hunt.ts';
import type { LoadHunt } from './event-bodies.ts';
import type { Phone } from './fleet.ts';
import { bodyText } from './wrong-answer.ts';

const SHIPPED_HUNT = path.resolve(import.meta.dirname, '../../../local/start/players/edinburgh.json');
/** The hunt opens before the first event, and stays open longer than the longest run. */
const OPEN_SINCE_MS = 60_000;
const OPEN_FOR_MS = 26 * 3_600_000;

/** The shipped hunt with another id. */
export function huntNamed(huntId: string): HuntFile {
  return { ...parseHunt(readFileSync(SHIPPED_HUNT, 'utf8'), 'local/start/players/edinburgh.json'), huntId };
}

/** Creates the hunt at the endpoint. @throws Error with the endpoint's answer */
export async function createHunt(
  url: string,
  hunt: HuntFile,
  organiser: Phone,
  clock: Clock,
  send: typeof fetch = fetch,
): Promise<void> {
  const now = clock.now();
  const response = await answered(`${url}/v1/hunts/${hunt.huntId}`, send, {
    method: 'PUT',
    redirect: 'error',
    headers: {
      'content-type': 'application/json',
      'x-api-key': organiser.apiKey,
      authorization: `Bearer ${organiser.token}`,
    },
    body: JSON.stringify(huntDefinition(hunt, now - OPEN_SINCE_MS, now + OPEN_FOR_MS)),
  });
  if (response.ok) return;
  throw new Error(`the hunt was not created: ${url} answered ${response.status} ${bodyText(await response.text())}`);
}

async function answered(url: string, send: typeof fetch, request: RequestInit): Promise<Response> {
  try {
    return await send(url, request);
  } catch (error) {
    throw new Error(`the hunt was not created: no answer from ${url} (${withCauses(error)})`, { cause: error });
  }
}

/** The ids and places for generated events. */
export function loadHunt({ huntId, clues, treasures }: HuntFile): LoadHunt {
  return {
    huntId,
    clues: clues.map(({ clueId, answer }) => ({ clueId, answer })),
    treasures: treasures.map(({ treasureId, latitude, longitude }) => ({ treasureId, latitude, longitude })),
  };
}
