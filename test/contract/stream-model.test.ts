import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { streamOperations } from '../../local/aws/services/stream/operations.ts';
import { Streams } from '../../local/aws/services/stream/streams.ts';
import { jsonEndpoint } from '../helpers/json-endpoint.ts';
import { streamSuite } from './stream.suite.ts';

streamSuite({
  name: 'the model',
  open: () => jsonEndpoint(streamOperations(new Streams(new RealScheduler(), undefined, undefined, 0))),
});
