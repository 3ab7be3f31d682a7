import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { checkStageAndTypes } from '../catalog/check-stage-and-types.ts';
import type { EventDefinition } from '../catalog/definition.ts';
import { pascalName } from '../catalog/names.ts';
import { oldestVersionsEnvironment } from '../catalog/oldest-versions.ts';
import type { Stage } from '../catalog/stages.ts';
import { type ChainTopology, chainTopology } from '../core/chain/topology.ts';
import { LIMITS } from '../core/limits.ts';
import { Alarms } from './alarms/alarms.ts';
import { Api } from './api/api.ts';
import { authorizerEnvironment, type JsonWebKeySet } from './api/authorizer-environment.ts';
import { corsEnvironment } from './api/cors.ts';
import { CairnBus } from './event-bus.ts';
import { EventChain } from './event-chain.ts';
import { noteEventTypes } from './event-types-note.ts';
import { FailureBucket } from './failure-bucket.ts';
import type { FunctionCodes } from './function-code.ts';
import { MessageQueue } from './message-queue.ts';
import { NodeFunction } from './node-function.ts';
import { noteLargeEvents, noteSettings } from './setting-notes.ts';
import { GameTable } from './table.ts';
import { WebAcl } from './web-acl.ts';

export interface CairnStackProps {
  readonly stage: Stage;
  readonly catalog: readonly EventDefinition[];
  readonly functions: FunctionCodes;
  /** Every setting of the chain. @default composed from catalog and stage */
  readonly topology?: ChainTopology;
  /** Public half of `.cairn/issuer.json`, for stages with `authentication.developmentKeys`. */
  readonly developmentJwks?: JsonWebKeySet;
}

/** One stage of Cairn, whole: API → ingest → bus → (rule → stream → handler) a type → table → API. */
export class CairnStack extends Stack {
  constructor(scope: Construct, id: string, props: CairnStackProps) {
    const { stage, catalog, functions, developmentJwks } = props;
    checkStageAndTypes(stage, catalog);
    super(scope, id, {
      stackName: `cairn-${stage.name}`,
      description: `Cairn, stage ${stage.name}`,
      terminationProtection: stage.protected,
      // What is left out is the CLI's own: preflight resolves it by the same order (tools/shared/aws/deployment-target.ts).
      env: {
        ...(stage.account === undefined ? {} : { account: stage.account }),
        ...(stage.region === undefined ? {} : { region: stage.region }),
      },
      // CloudFormation puts the stack's tags on every resource that can have some.
      ...(stage.tags === undefined ? {} : { tags: { ...stage.tags } }),
    });

    const topology = props.topology ?? chainTopology(catalog, stage);
    const { archiveDays, logDays } = topology.storage;
    const table = new GameTable(this, 'Table', stage, topology.table);
    const failures = new FailureBucket(this, 'Failures', stage, topology.storage);
    const quarantine = new MessageQueue(this, 'Quarantine', stage, topology.queues.quarantine);
    const bus = new CairnBus(this, 'EventBus', {
      stage,
      types: topology.types.map(({ type }) => type),
      queue: topology.queues.unrouted,
      archiveDays,
    });
    const chains = topology.types.map(
      (each) =>
        new EventChain(this, pascalName(each.type), {
          stage,
          topology: each,
          logDays,
          functions,
          bus: bus.bus,
          table,
          failures,
          quarantine,
        }),
    );

    createFewStreamsAtOnce(chains);
    // A new type: first its chain, then the rule that no longer calls it unrouted, then ingest, which accepts it. In any
    // other order an accepted event could match no rule.
    for (const { ready } of chains) bus.unroutedRule.node.addDependency(ready);

    const authorize = new NodeFunction(this, 'Authorize', {
      stage,
      functions,
      name: 'authorize',
      description: `Tells which player a token belongs to, stage ${stage.name}`,
      settings: topology.functions.authorize,
      logDays,
      environment: authorizerEnvironment(stage, developmentJwks),
    });
    const ingest = new NodeFunction(this, 'Ingest', {
      stage,
      functions,
      name: 'ingest',
      description: `Checks and publishes events, stage ${stage.name}`,
      settings: topology.functions.ingest,
      logDays,
      environment: {
        EVENT_BUS_NAME: bus.bus.eventBusName,
        ...corsEnvironment(stage.corsOrigins),
        ...oldestVersionsEnvironment(stage),
      },
    });
    bus.allowPublish(ingest);
    ingest.waitFor(bus.unroutedRule);
    const query = new NodeFunction(this, 'Query', {
      stage,
      functions,
      name: 'query',
      description: `Hunts, leaderboards and players' progress, stage ${stage.name}`,
      settings: topology.functions.query,
      logDays,
      environment: { ...table.environment, ...corsEnvironment(stage.corsOrigins) },
    });
    table.allowQuery(query);
    const api = new Api(this, 'Api', { stage, settings: topology.api, logDays, authorize, ingest, query });

    const { webAcl } = topology.api;
    if (webAcl !== undefined) {
      new WebAcl(this, 'WebAcl', { stage, settings: webAcl, stageArn: api.restApi.deploymentStage.stageArn });
    }
    new Alarms(this, 'Alarms', {
      stage,
      topology,
      api,
      functions: { authorize, ingest, query },
      bus,
      chains,
      quarantine,
      table,
    });
    noteSettings(this, stage);
    noteEventTypes(this, chains);
    noteLargeEvents(this, catalog);

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Base URL, to which /v1/events is appended' });
    if (api.domain !== undefined) {
      const description = 'What the DNS record of the domain must point to, as an alias or CNAME';
      new CfnOutput(this, 'ApiDomainTarget', { value: api.domain.domainNameAliasDomainName, description });
    }
    new CfnOutput(this, 'ApiKeyId', { value: api.apiKey.keyId, description: 'Id of the first app’s API key' });
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'EventBusName', { value: bus.bus.eventBusName });
  }
}

/** CloudFormation creates and deletes side by side what does not depend on each other; Kinesis refuses the sixth stream. */
function createFewStreamsAtOnce(chains: readonly EventChain[]): void {
  const streams = chains.map(({ stream }) => stream.node.defaultChild as CfnStream);
  for (const [index, stream] of streams.entries()) {
    const earlier = streams[index - LIMITS.kinesisStreamsInChange.value];
    if (earlier !== undefined) stream.addResourceDependency(earlier);
  }
}
