import { handleApi } from '../shared/api-handler.ts';
import { dynamodbTable } from '../shared/aws/dynamodb-table.ts';
import { optionalList, requiredSetting } from '../shared/aws/environment.ts';
import { inFunctionAuthentication } from '../shared/aws/in-function-authentication.ts';
import { powertoolsLog } from '../shared/aws/powertools-log.ts';
import { system } from '../shared/aws/system.ts';
import { answerQuery } from './answer-query.ts';

const ports = {
  ...system(),
  table: dynamodbTable(),
  tableName: requiredSetting('TABLE_NAME'),
  log: powertoolsLog('cairn'),
  authenticate: await inFunctionAuthentication(),
  corsOrigins: optionalList('CORS_ORIGINS'),
};

export const handler = handleApi(ports, answerQuery(ports));
