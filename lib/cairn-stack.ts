import { CfnOutput, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkStageAndTypes } from '../catalog/check-stage-and-types.ts';
import type { EventDefinition } from '../catalog/definition.ts';
import { kebabName, pascalName } from '../catalog/names.ts';
import { oldestVersionsEnvironment } from '../catalog/oldest-versions.ts';
import type { StageConfig } from '../catalog/stages.ts';
import { planChain } from '../core/capacity/plan/chain.ts';
import { governorPlan } from '../core/capacity/plan/governor-plan.ts';
import { EVENT_SOURCE } from '../core/chain/bus-entry-source.ts';
import type { ApiFunction } from '../core/chain/functions.ts';
import type { QueueSettings } from '../core/chain/storage.ts';
import { type ChainTopology, chainTopology } from '../core/chain/topology.ts';
import type { TypeTopology } from '../core/chain/type-topology.ts';
import type { Subject } from '../core/monitoring/signal.ts';
import { STACK_METADATA } from '../core/stack-metadata.ts';
import { Api } from './api/api.ts';
import { authorizerEnvironment, type JsonWebKeySet } from './api/authorizer-environment.ts';
import { corsEnvironment, refusalHeaders } from './api/cors.ts';
import { CairnBus, ruleName } from './event-bus.ts';
import { createFewStreamsAtOnce, EventChain } from './event-chain.ts';
import { FailureBucket } from './failure-bucket.ts';
import { codeOf, type FunctionCodes } from './function-code.ts';
import { Governor } from './governor.ts';
import { MessageQueue } from './message-queue.ts';
import { functionSize, NodeFunction } from './node-function.ts';
import { noteLargeEvents, noteSettings } from './setting-notes.ts';
import { GameTable } from './table.ts';
import { WebAcl } from './web-acl.ts';

export interface CairnStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly catalog: readonly EventDefinition[];
  readonly functions: FunctionCodes;
  /** Every setting of the chain. @default composed from catalog and stage */
  readonly topology?: ChainTopology;
  /** Public half of `.cairn/issuer.json`, for stages with `authentication.developmentKeys`. */
  readonly developmentJwks?: JsonWebKeySet;
}

/** One stage of Cairn: API → ingest → bus → (rule → stream → handler) for each type → table → API. WatchStack watches it. */
export class CairnStack extends Stack {
  /** Every setting of the chain. */
  readonly topology: ChainTopology;
  /** The name of a resource, as its metrics have it. */
  readonly nameOf: (subject: Subject) => string;

  constructor(scope: Construct, id: string, props: CairnStackProps) {
    const { stage, catalog, functions, topology: given, developmentJwks, ...stackProps } = props;
    checkStageAndTypes(stage, catalog);
    super(scope, id, {
      stackName: `cairn-${stage.name}`,
      description: `Cairn, stage ${stage.name}`,
      terminationProtection: stage.protected,
      ...stackProps,
      // The stage's account and region win, because the quotas were checked for them. The CLI chooses what neither
      // names; preflight resolves it in the same order (tools/shared/aws/deployment-target.ts).
      env: {
        account: stage.account ?? stackProps.env?.account,
        region: stage.region ?? stackProps.env?.region,
      },
      // CloudFormation adds the stack's tags to every resource that can have tags.
      tags: { ...stage.tags, ...stackProps.tags },
    });

    const topology = given ?? chainTopology(catalog, stage);
    this.topology = topology;
    const { storage, queues } = topology;
    const { corsOrigins = [] } = stage;
    const logRetention = storage.logDays.value;
    const removalPolicy = stateRemoval(stage);
    const table = new GameTable(this, 'Table', { settings: topology.table, removalPolicy });
    const failures = new FailureBucket(this, 'Failures', {
      expiration: Duration.days(storage.failureDays.value),
      abortIncompleteMultipartUploadAfter: Duration.days(storage.unfinishedUploadDays.value),
      removalPolicy,
    });
    const quarantine = new MessageQueue(this, 'Quarantine', {
      retentionPeriod: retention(queues.quarantine),
      removalPolicy,
    });
    const bus = new CairnBus(this, 'EventBus', {
      description: `Cairn's events, stage ${stage.name}`,
      eventBusName: stage.retainState ? uniqueName(stage) : undefined,
      source: EVENT_SOURCE,
      routedTypes: topology.types.map(({ type }) => type),
      archiveRetention: Duration.days(storage.archiveDays.value),
      unroutedRetention: retention(queues.unrouted),
      removalPolicy,
    });
    const chains = topology.types.map((each) => {
      const chain = new EventChain(this, pascalName(each.type), {
        topology: each,
        bus: bus.bus,
        code: codeOf(functions, kebabName(each.type)),
        description: `Handles ${each.type}, stage ${stage.name}`,
        environment: { STAGE: stage.name, ...table.environment, QUARANTINE_QUEUE_URL: quarantine.queueUrl },
        failures,
        logRetention,
        removalPolicy,
        alarms: false,
      });
      table.grantReadWriteItems(chain.handler);
      quarantine.grant(chain.handler, 'sqs:SendMessage');
      return chain;
    });

    createFewStreamsAtOnce(chains);
    // For a new type, CloudFormation creates first its chain, then the rule that no longer sends it to the unrouted
    // queue, then ingest, which accepts it. In another order an accepted event could match no rule.
    for (const { ready } of chains) bus.unroutedRule.node.addDependency(ready);

    const apiFunction = (name: ApiFunction, purpose: string, environment: Readonly<Record<string, string>>) =>
      new NodeFunction(this, `${pascalName(name)}Function`, {
        ...functionSize(topology.functions[name]),
        code: codeOf(functions, name),
        description: `${purpose}, stage ${stage.name}`,
        environment: { STAGE: stage.name, ...environment },
        logRetention,
      });
    const authorize = apiFunction(
      'authorize',
      'Finds the player that a token belongs to',
      authorizerEnvironment(stage, developmentJwks),
    );
    const ingest = apiFunction('ingest', 'Checks and publishes events', {
      EVENT_BUS_NAME: bus.bus.eventBusName,
      ...corsEnvironment(corsOrigins),
      ...oldestVersionsEnvironment(stage),
    });
    bus.bus.grantPutEventsTo(ingest);
    ingest.node.addDependency(bus.unroutedRule);
    const { governor } = topology;
    if (governor?.mode.value === 'act') {
      ingest.addEnvironment('ADMISSION_TABLE_NAME', table.tableName);
      table.grantReadAdmission(ingest);
    }
    const query = apiFunction('query', "Answers hunts, leaderboards and players' progress", {
      ...table.environment,
      ...corsEnvironment(corsOrigins),
    });
    table.grantQuery(query);
    const api = new Api(this, 'Api', {
      restApiName: `cairn-${stage.name}`,
      stageName: stage.name,
      settings: topology.api,
      logRetention,
      domain: stage.domain,
      corsOrigins,
      authorize,
      ingest,
      query,
    });

    const { webAcl } = topology.api;
    if (webAcl !== undefined) {
      new WebAcl(this, 'WebAcl', {
        metricName: `cairn-${stage.name}`,
        description: `Firewall of the API of Cairn, stage ${stage.name}`,
        settings: webAcl,
        resourceArn: api.restApi.deploymentStage.stageArn,
        refusalHeaders: refusalHeaders(corsOrigins),
      });
    }
    const governing =
      governor === undefined
        ? undefined
        : new Governor(this, 'Governor', {
            settings: governor,
            plan: governorPlan(planChain(catalog, stage)),
            code: codeOf(functions, 'governor'),
            stageName: stage.name,
            chains,
            table,
            bus,
            logRetention,
          });
    this.nameOf = namesOf(this, {
      api,
      bus,
      chains: new Map(chains.map((chain) => [chain.topology.type, chain])),
      functions: { authorize, ingest, query, ...(governing !== undefined && { governor: governing.handler }) },
      quarantine,
      table,
    });
    noteSettings(this, stage);
    noteEventTypes(this, topology.types);
    noteLargeEvents(this, catalog);

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Base URL, to which /v1/events is appended' });
    if (api.domain !== undefined) {
      const description = 'Target of the DNS record of the domain, which is an alias or CNAME';
      new CfnOutput(this, 'ApiDomainTarget', { value: api.domain.domainNameAliasDomainName, description });
    }
    new CfnOutput(this, 'ApiKeyId', { value: api.apiKey.keyId, description: 'Id of the first app’s API key' });
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'EventBusName', { value: bus.bus.eventBusName });
  }
}

interface NamedResources {
  readonly api: Api;
  readonly bus: CairnBus;
  /** By event type. */
  readonly chains: ReadonlyMap<string, EventChain>;
  readonly functions: Readonly<Record<ApiFunction, NodeFunction>> & { readonly governor?: NodeFunction };
  readonly quarantine: MessageQueue;
  readonly table: GameTable;
}

function namesOf(stack: Stack, resources: NamedResources): (subject: Subject) => string {
  const { api, bus, chains, functions, quarantine, table } = resources;
  // The name of a rule is a part of its ARN. It is cut out here, because CloudFormation lists no Fn::GetStackOutput among
  // what Fn::Split may contain (AWSCloudFormation/latest/TemplateReference, intrinsic-function-reference-split).
  const rules = new Map([
    ['unrouted', bus.unroutedRule],
    ...[...chains].map(([type, { rule }]) => [type, rule] as const),
  ]);
  const outputs = new Construct(stack, 'RuleNames');
  const ruleNames = new Map(
    [...rules].map(([of, { ruleArn }]) => {
      const output = new CfnOutput(outputs, pascalName(of), { value: ruleName(ruleArn) });
      return [of, Fn.getStackOutput(stack.stackName, output.logicalId)] as const;
    }),
  );
  const nameOfRule = (of: string): string => {
    const name = ruleNames.get(of);
    if (name === undefined) throw new RangeError(`the stack has no rule of ${of}`);
    return name;
  };
  return (subject) => {
    if ('type' in subject) {
      const chain = chains.get(subject.type);
      if (chain === undefined) throw new RangeError(`the stack has no event type ${subject.type}`);
      return subject.kind === 'rule' ? nameOfRule(subject.type) : chain.nameOf(subject);
    }
    switch (subject.kind) {
      case 'api':
        return api.restApi.restApiName;
      case 'apiStage':
        return api.restApi.deploymentStage.stageName;
      case 'bus':
        return bus.bus.eventBusName;
      case 'unroutedRule':
        return nameOfRule('unrouted');
      case 'unrouted':
        return bus.unrouted.queueName;
      case 'quarantine':
        return quarantine.queueName;
      case 'table':
        return table.tableName;
      case 'function': {
        const of = functions[subject.name];
        if (of === undefined) throw new RangeError(`the stack has no function ${subject.name}`);
        return of.functionName;
      }
    }
  };
}

/**
 * The removal policy of table, bucket, streams, queues, bus and archive.
 *
 * A stage that keeps its state keeps these resources when somebody deletes the stack or one of them in it. Only a
 * failed deployment deletes those that it created (RetainExceptOnCreate): they are empty, cost money, and would block
 * the next attempt.
 *
 * Other stages delete them. No custom resource empties the failure bucket first: if it contains objects, `cdk destroy`
 * stops at the bucket and reports it. Empty it (`aws s3 rm --recursive`) and destroy again. So nobody loses the payload
 * of a failed record by accident.
 */
function stateRemoval({ retainState }: StageConfig): RemovalPolicy {
  return retainState ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/**
 * A bus must have a name, and a bus that stays after its stack keeps it. The name contains the start of the stack's id,
 * so that somebody can create the stack again beside the old bus.
 */
function uniqueName(stage: StageConfig): string {
  const stackUuid = Fn.select(2, Fn.split('/', Fn.ref('AWS::StackId')));
  return Fn.join('-', ['cairn', stage.name, Fn.select(0, Fn.split('-', stackUuid))]);
}

function retention({ retentionDays }: QueueSettings): Duration {
  return Duration.days(retentionDays.value);
}

/** Writes the event types into the template's metadata; `npm run preflight` compares a removal with them. */
function noteEventTypes(stack: Stack, topologies: readonly TypeTopology[]): void {
  const types = topologies.map(({ type, retired, mapping }) => [
    type,
    { retired, maxRecordAgeSeconds: mapping.maxRecordAgeSeconds.value },
  ]);
  stack.templateOptions.metadata = { ...stack.templateOptions.metadata, [STACK_METADATA]: Object.fromEntries(types) };
}
