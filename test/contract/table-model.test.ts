import { APIS } from '../../local/aws/runtime/aws-services.ts';
import { tableOperations } from '../../local/aws/services/table/operations.ts';
import { Tables } from '../../local/aws/services/table/tables.ts';
import { jsonEndpoint } from '../helpers/json-endpoint.ts';
import { tableSuite } from './table.suite.ts';

tableSuite({
  name: 'the model',
  open: () => jsonEndpoint(APIS.dynamodb, tableOperations(new Tables({ clock: { now: () => Date.UTC(2026, 10, 1) } }))),
});
