import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { APIS } from '../../local/aws/runtime/aws-services.ts';
import { streamOperations } from '../../local/aws/services/stream/operations.ts';
import { Streams } from '../../local/aws/services/stream/streams.ts';
import { jsonEndpoint } from '../helpers/json-endpoint.ts';
import { streamSuite } from './stream.suite.ts';

streamSuite({
  name: 'the model',
  open: () => jsonEndpoint(APIS.kinesis, streamOperations(new Streams(new RealScheduler(), { changeMs: 0 }))),
});
