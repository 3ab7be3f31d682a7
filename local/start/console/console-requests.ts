import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../../build/repository.ts';
import { InputError } from '../../../core/errors.ts';
import type { PageRequest } from '../../aws/runtime/api-front.ts';
import type { GatewayAnswer } from '../../aws/services/gateway/http.ts';
import { isObject, type JsonObject } from '../../aws/services/operation.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { EventJournal } from '../journal/event-journal.ts';
import { errorPage, jsonPage, jsonTextPage, textPage } from '../page-answer.ts';
import type { RunningPlayers } from '../players/players.ts';
import { changeLoad, heatKey, sendPoison } from './actions.ts';
import type { Choices, FeedEvent, HuntState, MapHop } from './console-state.ts';
import { deadLetters } from './dead-letters.ts';
import { faultChoices } from './fault-choices.ts';
import { eventsOf } from './live-feed.ts';
import type { ChainPlanOfConsole } from './plan-of-chain.ts';

/** What the console's requests are about. */
export interface RequestedChain {
  readonly cloud: LocalCloud;
  readonly plan: ChainPlanOfConsole | undefined;
  readonly hops: readonly MapHop[];
  readonly journal: EventJournal;
  readonly players: RunningPlayers | undefined;
  readonly hunt: HuntState | undefined;
}

/** `npm run docs` writes it. */
const POST_MORTEM = path.join(import.meta.dirname, 'post-mortem.json');
const EVENTS_FOUND = 100;
const RUNBOOK = /^[a-z][a-z-]{0,60}$/i;

/** Answers a GET of the console; `undefined` of a name that it does not have. */
export async function answerQuestion(
  name: string,
  query: URLSearchParams,
  chain: RequestedChain,
): Promise<GatewayAnswer | undefined> {
  switch (name) {
    case 'hop':
      return hop(chain, query.get('id'));
    case 'choices': {
      const { eventForms } = await import('./event-types.ts');
      const choices: Choices = { faults: faultChoices(chain.cloud), forms: eventForms() };
      return jsonPage(200, choices);
    }
    case 'events':
      return jsonPage(200, foundEvents(chain.journal, query));
    case 'dead-letters':
      return jsonPage(200, deadLetters(chain.cloud));
    case 'post-mortem':
      return jsonTextPage(await readFile(POST_MORTEM, 'utf8'));
    case 'runbook':
      return runbook(query.get('name') ?? '');
    default:
      return undefined;
  }
}

/** Answers a POST of the console, which changes something; `undefined` of a name that it does not have. */
export async function answerAction(
  name: string,
  { contentType, body }: PageRequest,
  chain: RequestedChain,
): Promise<GatewayAnswer | undefined> {
  if (!['load', 'poison', 'hot-key'].includes(name)) return undefined;
  // A web page can make a browser send other types here without a preflight.
  if (contentType?.split(';')[0]?.trim() !== 'application/json') {
    return errorPage(415, 'unsupported_media_type', 'send JSON, with "content-type: application/json"');
  }
  try {
    return jsonPage(200, await performed(name, jsonIn(body), chain));
  } catch (problem) {
    if (problem instanceof InputError) return errorPage(400, 'bad_request', problem.message);
    throw problem;
  }
}

async function performed(name: string, { factor, type }: JsonObject, chain: RequestedChain): Promise<object> {
  if (name === 'load') return changeLoad(chain.players, factor);
  if (name === 'poison') return sendPoison(chain.cloud, type);
  const { exampleOf } = await import('./event-types.ts');
  return heatKey(chain.cloud, type, exampleOf(type, chain.hunt?.huntId));
}

function jsonIn(body: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (isObject(value)) return value;
  } catch {}
  throw new InputError({ input: 'body', received: body.toString(), allowed: 'a JSON object', remedy: 'Send one.' });
}

async function hop({ cloud, plan, hops }: RequestedChain, id: string | null): Promise<GatewayAnswer> {
  const found = hops.find((each) => each.id === id);
  if (found === undefined) return errorPage(404, 'unknown_hop', `there is no hop "${id}" in the chain that runs`);
  const { hopDetails } = await import('./hop-details.ts');
  return jsonPage(200, hopDetails(cloud, found, plan));
}

/** The newest events of the journal that have the id, player and hunt that are asked for. */
function foundEvents(journal: EventJournal, query: URLSearchParams): readonly FeedEvent[] {
  const [id, playerId, huntId] = ['id', 'player', 'hunt'].map((name) => query.get(name) || undefined);
  const members = [
    ['id', id],
    ['playerId', playerId],
    ['huntId', huntId],
  ] as const;
  const parts = members.flatMap(([member, value]) =>
    value === undefined ? [] : [`"${member}":${JSON.stringify(value)}`],
  );
  return journal
    .textsWith(parts, EVENTS_FOUND)
    .flatMap(eventsOf)
    .filter((event) => members.every(([member, value]) => value === undefined || event[member] === value))
    .slice(0, EVENTS_FOUND);
}

async function runbook(name: string): Promise<GatewayAnswer> {
  if (!RUNBOOK.test(name)) return errorPage(400, 'bad_name', 'name a page of docs/runbooks, without .md');
  try {
    return textPage(await readFile(path.join(ROOT, 'docs/runbooks', `${name}.md`), 'utf8'));
  } catch {
    return errorPage(404, 'unknown_runbook', `docs/runbooks has no ${name}.md`);
  }
}
