import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pascalName } from '../../catalog/names.ts';
import type { Stage } from '../../catalog/stages.ts';
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
import { ChainAlarms } from './chain-alarms.ts';
import { FunctionAlarms } from './function-alarms.ts';
import { QueueAlarm } from './queue-alarm.ts';
import { TableAlarms } from './table-alarms.ts';

export interface AlarmsProps {
  readonly stage: Stage;
  readonly topology: ChainTopology;
  readonly api: Api;
  /** The functions behind the API, by the names that descriptions use. */
  readonly functions: Readonly<Record<ApiFunction, NodeFunction>>;
  readonly bus: CairnBus;
  readonly chains: readonly EventChain[];
  readonly quarantine: Queue;
  readonly table: GameTable;
}

/** What tells that Cairn is slow, throttled or losing events: from the API to the table. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { api, alarms, storage } = props.topology;
    new ApiAlarms(this, 'Api', {
      stage: props.stage,
      api: props.api,
      throttle: api.throttle,
      alarms: alarms.api,
    });
    for (const name of API_FUNCTIONS) {
      new FunctionAlarms(this, pascalName(name), {
        name,
        function: props.functions[name],
        alarms: alarms.functions[name],
      });
    }
    new BusAlarms(this, 'EventBus', props.bus, alarms.bus);
    for (const chain of props.chains) {
      new ChainAlarms(this, pascalName(chain.topology.type), {
        chain,
        busName: props.bus.bus.eventBusName,
        failureDays: storage.failureDays,
      });
    }
    new QueueAlarm(this, 'Quarantine', {
      queue: props.quarantine,
      alarm: alarms.quarantine,
      description:
        'Quarantine: events that no retry can mend were set aside with their payload. "reason" of a message says why; a new "reason.code" after a release of the app or of a handler points at that release.',
    });
    new TableAlarms(this, 'Table', props.table, alarms.table);
    this.notify(new AlarmTopic(this, 'Topic', props.stage));
  }

  /** Sends each alarm and its all-clear to the topic. */
  private notify({ topicArn }: AlarmTopic): void {
    const action = { bind: () => ({ alarmActionArn: topicArn }) };
    for (const alarm of this.node.findAll().filter((construct) => construct instanceof Alarm)) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
