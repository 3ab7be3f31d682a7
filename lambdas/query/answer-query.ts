import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { IDENTIFIER, matcherOf } from '../../core/id-patterns.ts';
import type { Hunt } from '../shared/game/hunt.ts';
import type { Caller } from '../shared/http/authenticate.ts';
import { readBody } from '../shared/http/read-body.ts';
import { HttpError, respond } from '../shared/http/respond.ts';
import { huntReader } from '../shared/store/hunt-reader.ts';
import { PlayerStore } from '../shared/store/player-store.ts';
import { checkHunt, HUNT_LIMITS } from './check-hunt.ts';
import { putHunt, type QueryPorts } from './put-hunt.ts';
import { leaderboardReader, limitOf } from './read-leaderboard.ts';
import { huntForOrganiser, huntForPlayer } from './show-hunt.ts';
import { progressOf } from './show-player.ts';

type Request = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'resource' | 'pathParameters' | 'queryStringParameters' | 'headers' | 'body' | 'isBase64Encoded'
>;
type Answer = (request: Request, caller: Caller) => Promise<APIGatewayProxyResult>;

/** The same rule as in catalog/fields.ts. */
const HUNT_ID = matcherOf(IDENTIFIER);

/** Answers the API's routes about hunts. Keys are method and resource, as API Gateway names them. */
export function answerQuery(ports: QueryPorts): Answer {
  const read = huntReader(ports.table, ports.tableName, ports.clock);
  const players = new PlayerStore(ports.table, ports.tableName);
  const readLeaderboard = leaderboardReader(ports);

  const huntOf = async (huntId: string): Promise<Hunt> => {
    const hunt = await read(huntId);
    if (hunt === undefined) throw new HttpError(404, 'unknown_hunt', `there is no hunt "${huntId}"`);
    return hunt;
  };

  const routes: Readonly<Record<string, (huntId: string, request: Request, caller: Caller) => Promise<unknown>>> = {
    'PUT /v1/hunts/{huntId}': async (huntId, request, { role }) => {
      if (role !== 'organiser') throw new HttpError(403, 'organiser_only', 'only an organiser may put a hunt');
      const definition = checkHunt(readBody(request, HUNT_LIMITS));
      await putHunt(huntId, definition, ports);
      return { huntId, ...definition };
    },
    'GET /v1/hunts/{huntId}': async (huntId, _request, { playerId, role }) => {
      const hunt = await huntOf(huntId);
      if (role === 'organiser') return huntForOrganiser(hunt);
      const { state } = await players.read({ hunt, playerId }, true);
      return huntForPlayer(hunt, state);
    },
    'GET /v1/hunts/{huntId}/leaderboard': async (huntId, { queryStringParameters }) => {
      const limit = limitOf(queryStringParameters?.limit);
      await huntOf(huntId);
      return { entries: await readLeaderboard(huntId, limit) };
    },
    'GET /v1/hunts/{huntId}/players/me': async (huntId, _request, { playerId }) => {
      const hunt = await huntOf(huntId);
      const { state } = await players.read({ hunt, playerId }, true);
      return progressOf(playerId, state, hunt);
    },
  };

  return async (request, caller) => {
    const route = routes[`${request.httpMethod} ${request.resource}`];
    if (route === undefined) throw new HttpError(404, 'unknown_route', 'there is no such route');
    const huntId = request.pathParameters?.huntId ?? '';
    if (!HUNT_ID.test(huntId)) {
      throw new HttpError(400, 'invalid_hunt_id', 'a hunt id has 1 to 64 of A-Z, a-z, 0-9, _ and -');
    }
    return respond(200, await route(huntId, request, caller));
  };
}
