import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pascalName } from '../../catalog/names.ts';
import type { AlarmSubscriber } from '../../catalog/stages.ts';
import { API_FUNCTIONS, type ApiFunction } from '../../core/chain/functions.ts';
import type { ChainTopology } from '../../core/chain/topology.ts';
import type { Api } from '../api/api.ts';
import type { CairnBus } from '../event-bus.ts';
import type { EventChain } from '../event-chain.ts';
import type { NodeFunction } from '../node-function.ts';
import type { GameTable } from '../table.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { ApiAlarms } from './api-alarms.ts';
import { BusAlarms } from './bus-alarms.ts';
import { notifyOfAlarms } from './cairn-alarm.ts';
import { FunctionAlarms } from './function-alarms.ts';
import { QueueAlarm } from './queue-alarm.ts';
import { TableAlarms } from './table-alarms.ts';

export interface AlarmsProps {
  /** The dimension `stage` of Cairn's own metrics: the functions' variable `STAGE`. */
  readonly stageName: string;
  /** The heading of the topic's messages. */
  readonly displayName: string;
  /** Who gets the messages. @default nobody */
  readonly subscribers?: readonly AlarmSubscriber[];
  readonly topology: Pick<ChainTopology, 'alarms' | 'api'>;
  readonly api: Api;
  /** The functions behind the API, by the names that descriptions use. */
  readonly functions: Readonly<Record<ApiFunction, NodeFunction>>;
  readonly bus: CairnBus;
  /** Chains have their own alarms, which send to the same topic. */
  readonly chains: readonly EventChain[];
  readonly quarantine: IQueue;
  readonly table: GameTable;
}

/** Alarms that show that Cairn is slow, throttled or losing events: from the API to the table. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { table, topology } = props;
    const { alarms } = topology;
    new ApiAlarms(this, 'Api', {
      stageName: props.stageName,
      restApi: props.api.restApi,
      accessLog: props.api.accessLog,
      throttle: topology.api.throttle,
      alarms: alarms.api,
    });
    for (const name of API_FUNCTIONS) {
      new FunctionAlarms(this, pascalName(name), {
        name,
        function: props.functions[name],
        alarms: alarms.functions[name],
      });
    }
    const { bus, unrouted, unroutedRule } = props.bus;
    new BusAlarms(this, 'EventBus', { bus, unrouted, unroutedRule, alarms: alarms.bus });
    new QueueAlarm(this, 'Quarantine', {
      queue: props.quarantine,
      alarm: alarms.quarantine,
      description:
        'Quarantine: handlers set events aside with their payload because no retry can help. "reason" of a message gives the cause; a new "reason.code" after a release of the app or of a handler points at that release.',
    });
    new TableAlarms(this, 'Table', {
      table,
      indexName: table.settings.leaderboard.indexName.value,
      alarms: alarms.table,
    });
    const { displayName, subscribers } = props;
    const toTopic = new SnsAction(new AlarmTopic(this, 'Topic', { displayName, subscribers }));
    notifyOfAlarms(this, toTopic);
    for (const chain of props.chains) chain.notify(toTopic);
  }
}
