import type { EventDefinition } from '../../../catalog/definition.ts';
import { pascalName } from '../../../catalog/names.ts';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import { seededRandom } from '../../../core/random.ts';
import { EventBus } from '../../../local/aws/services/event-bus/event-bus.ts';
import { EventBuses } from '../../../local/aws/services/event-bus/event-buses.ts';
import { compilePattern } from '../../../local/aws/services/event-bus/pattern.ts';
import { DEFAULT_RETRY_POLICY } from '../../../local/aws/services/event-bus/target.ts';
import { ObjectStore } from '../../../local/aws/services/object-store/object-store.ts';
import type { Queue } from '../../../local/aws/services/queue/queue.ts';
import { Queues } from '../../../local/aws/services/queue/queues.ts';
import { Streams } from '../../../local/aws/services/stream/streams.ts';
import type { StageContext } from '../../../tools/dead-letters/redrive-stage.ts';
import type { StackResource } from '../../../tools/shared/aws/account-reader.ts';
import { NOW, stages } from '../../helpers/fake-account.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { GAME } from '../../helpers/type-functions.ts';
import { type Arrived, servicePorts } from './service-ports.ts';

const ARN = 'arn:aws:SERVICE:us-east-1:000000000000:';
const HASH = '0A1B2C3D';
const BUCKET = 'failures';
const BUS = 'game';

/** The services that hold dead letters, on virtual time, with the stage that owns them. @param types @default the game's */
export function letterServices(types: readonly EventDefinition[] = GAME) {
  const scheduler = new ImpatientScheduler(NOW);
  const random = seededRandom(1);
  const queues = new Queues(scheduler, random);
  const streams = new Streams(scheduler);
  const objects = new ObjectStore(scheduler);
  const buses = new EventBuses();
  const observer = {
    published: () => new Uint32Array(0),
    delivered() {},
    unmatched() {},
    deadLettered() {},
    dropped() {},
  };
  const home = { account: '000000000000', region: 'us-east-1' };
  const bus = new EventBus({ name: BUS, arn: arn('events', `event-bus/${BUS}`) }, home, scheduler, random, observer);
  buses.add(bus);
  objects.createBucket(BUCKET);
  const arrived: Arrived[] = [];
  const published: string[] = [];
  const said: string[] = [];
  /** What the metrics report; a test changes it. */
  const metricsNow = { ageMs: 0 as number | undefined, throttled: 0 };

  const queueNamed = (name: string): Queue =>
    queues.create({
      name,
      arn: arn('sqs', name),
      url: `http://sqs/000000000000/${name}`,
      visibilityTimeoutSeconds: 30,
      retentionSeconds: 1_209_600,
      delaySeconds: 0,
    });
  const unrouted = queueNamed('unrouted');
  const quarantine = queueNamed('quarantine');
  const ofTypes = types.map(({ type }) => {
    const pascal = pascalName(type);
    const streamName = `cairn-${pascal}Stream`;
    streams
      .create({
        name: streamName,
        arn: arn('kinesis', `stream/${streamName}`),
        shardCount: 2,
        retentionHours: 24,
        mode: 'PROVISIONED',
      })
      .activate();
    return { type, pascal, streamName, failures: queueNamed(`${pascal}RuleFailures`) };
  });
  const addRule = (type: string): void => {
    const pattern = { source: [EVENT_SOURCE], 'detail-type': [type] };
    const ruleArn = arn('events', `rule/${BUS}/${type}`);
    bus.addRule({
      name: type,
      arn: ruleArn,
      eventPattern: JSON.stringify(pattern),
      matches: compilePattern(pattern),
      enabled: true,
      targets: [
        {
          id: 'target',
          arn: arn('kinesis', 'stream/none'),
          ruleArn,
          permitted: () => true,
          deliver: ({ text }) => published.push(text),
          retryPolicy: DEFAULT_RETRY_POLICY,
        },
      ],
    });
  };

  const ports = servicePorts({ scheduler, queues, streams, objects, buses, bus, metricsNow, arrived });
  const resource = (type: string, id: string, physicalId: string): StackResource => ({
    type,
    logicalId: `${id}${HASH}`,
    physicalId,
  });
  const context: StageContext = {
    connected: {
      chain: { types, stage: stages.dev },
      source: 'virtual',
      isLocal: true,
      types: types.map(({ type }) => type),
      resources: [
        resource('AWS::SQS::Queue', 'EventBusUnrouted', unrouted.settings.url),
        resource('AWS::SQS::Queue', 'Quarantine', quarantine.settings.url),
        resource('AWS::S3::Bucket', 'Failures', BUCKET),
        resource('AWS::Events::EventBus', 'EventBus', BUS),
        ...ofTypes.flatMap(({ pascal, streamName, failures }) => [
          resource('AWS::SQS::Queue', `${pascal}RuleFailures`, failures.settings.url),
          resource('AWS::Kinesis::Stream', `${pascal}Stream`, streamName),
          resource('AWS::Lambda::Function', `${pascal}HandlerFunction`, `${pascal}Handler`),
        ]),
      ],
      settings: { forcePathStyle: true },
    },
    ports,
    scheduler,
    say: (line) => said.push(line),
    isInterrupted: () => false,
  };
  const placeOf = (type: string) => {
    const found = ofTypes.find((each) => each.type === type);
    if (found === undefined) throw new Error(`no type ${type}`);
    return found;
  };
  let stored = 0;
  return {
    scheduler,
    context,
    arrived,
    published,
    said,
    metricsNow,
    unrouted,
    quarantine,
    objects,
    streams,
    addRule,
    placeOf,
    /** A rule's dead letter. */
    addRuleLetter(type: string, partitionKey: string, sent: readonly unknown[], code = 'NO_PERMISSIONS'): void {
      const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
      placeOf(type).failures.send(envelopeText(type, partitionKey, sent), {
        ERROR_CODE: attribute(code),
        ERROR_MESSAGE: attribute('not allowed'),
      });
    },
    /** An object of the failure bucket with these records. */
    addFailure(type: string, records: readonly { readonly partitionKey: string; readonly text: string }[]): void {
      stored += 1;
      const at = scheduler.now();
      const Records = records.map(({ partitionKey, text }, index) => ({
        eventID: `shardId-000000000000:${stored}00${index}`,
        kinesis: {
          partitionKey,
          sequenceNumber: `${stored}00${index}`,
          data: Buffer.from(text).toString('base64'),
          approximateArrivalTimestamp: at / 1_000,
        },
      }));
      const document = {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
        timestamp: new Date(at).toISOString(),
        KinesisBatchInfo: { streamArn: arn('kinesis', `stream/${placeOf(type).streamName}`) },
        payload: JSON.stringify({ Records }),
      };
      objects.put(
        BUCKET,
        `aws/lambda/mapping/shardId-000000000000/2026/11/27/${stored}`,
        Buffer.from(JSON.stringify(document)),
      );
    },
    /** Dead letters that are still somewhere. */
    remaining(): number {
      const ofQueue = ({ counts }: { counts: () => { visible: number; notVisible: number } }) =>
        counts().visible + counts().notVisible;
      const all = [unrouted, quarantine, ...ofTypes.map(({ failures }) => failures)];
      return all.reduce(
        (sum, queue) => sum + ofQueue({ counts: () => queue.counts() }),
        objects.list(BUCKET).objects.length,
      );
    },
  };
}

/** An event of EventBridge as a rule delivers it. */
export function envelopeText(type: string, partitionKey: string, events: readonly unknown[]): string {
  return JSON.stringify({
    version: '0',
    id: 'b7c1f8a2-0000-4000-8000-000000000000',
    'detail-type': type,
    source: EVENT_SOURCE,
    account: '000000000000',
    time: '2026-06-01T10:01:00Z',
    region: 'us-east-1',
    resources: [],
    detail: { partitionKey, events },
  });
}

function arn(service: string, name: string): string {
  return `${ARN.replace('SERVICE', service)}${name}`;
}
