import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { LAST_CALL_MS } from '../../core/handler-limits.ts';
import { dynamodbTable } from '../shared/aws/dynamodb-table.ts';
import { optionalCount, optionalList, requiredSetting } from '../shared/aws/environment.ts';
import { inFunctionAuthentication } from '../shared/aws/in-function-authentication.ts';
import { powertoolsLog } from '../shared/aws/powertools-log.ts';
import { system } from '../shared/aws/system.ts';
import { Deadline } from '../shared/deadline.ts';
import { handleApi } from '../shared/http/api-handler.ts';
import { patientTable } from '../shared/store/patient-table.ts';
import { answerQuery } from './answer-query.ts';

const deadline = new Deadline();
const { clock, random } = system();
const leaderboardShards = optionalCount('LEADERBOARD_SHARDS');
const ports = {
  clock,
  table: patientTable({ table: dynamodbTable(), clock, random }, deadline, LAST_CALL_MS),
  tableName: requiredSetting('TABLE_NAME'),
  ...(leaderboardShards !== undefined && { leaderboardShards }),
  log: powertoolsLog('cairn'),
  authenticate: await inFunctionAuthentication(),
  corsOrigins: optionalList('CORS_ORIGINS'),
};
const answer = handleApi(ports, answerQuery(ports));

export const handler = (
  request: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyResult> => {
  deadline.begin(() => context.getRemainingTimeInMillis());
  return answer(request);
};
