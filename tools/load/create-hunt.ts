import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { type HuntFile, huntDefinition, parseHunt } from '../../local/players/hunt.ts';
import type { LoadHunt } from './event-bodies.ts';
import type { Phone } from './fleet.ts';
import { bodyText, reasonOf } from './wrong-answer.ts';

const SHIPPED_HUNT = path.resolve(import.meta.dirname, '../../local/players/edinburgh.json');
/** Open since before the first event, and longer than the longest run. */
const OPEN_SINCE_MS = 60_000;
const OPEN_FOR_MS = 26 * 3_600_000;

/** The shipped hunt under another id. */
export function huntNamed(huntId: string): HuntFile {
  return { ...parseHunt(readFileSync(SHIPPED_HUNT, 'utf8'), 'local/players/edinburgh.json'), huntId };
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
  const sent = send(`${url}/v1/hunts/${hunt.huntId}`, {
    method: 'PUT',
    redirect: 'error',
    headers: { 'x-api-key': organiser.apiKey, authorization: `Bearer ${organiser.token}` },
    body: JSON.stringify(huntDefinition(hunt, now - OPEN_SINCE_MS, now + OPEN_FOR_MS)),
  });
  const response = await sent.catch((error: unknown) => {
    throw new Error(`the hunt was not created: ${url} does not answer (${reasonOf(error)})`);
  });
  if (response.ok) return;
  throw new Error(`the hunt was not created: ${url} answered ${response.status} ${bodyText(await response.text())}`);
}

/** What the generated events speak of. */
export function loadHunt({ huntId, clues, treasures }: HuntFile): LoadHunt {
  return {
    huntId,
    clues: clues.map(({ clueId, answer }) => ({ clueId, answer })),
    treasures: treasures.map(({ treasureId, latitude, longitude }) => ({ treasureId, latitude, longitude })),
  };
}
