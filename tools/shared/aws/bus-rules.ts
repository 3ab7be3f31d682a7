import { type EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { asking } from './sdk-account-reader.ts';

export interface BusRule {
  readonly arn: string;
  readonly isEnabled: boolean;
  /** JSON; empty for a rule by schedule. */
  readonly eventPattern: string;
}

/** Every rule of a bus. */
export async function rulesOf(client: EventBridgeClient, busName: string): Promise<readonly BusRule[]> {
  const rules: BusRule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await asking('events:ListRules', () =>
      client.send(new ListRulesCommand({ EventBusName: busName, ...(NextToken !== undefined && { NextToken }) })),
    );
    for (const { Arn = '', State, EventPattern = '' } of page.Rules ?? []) {
      rules.push({ arn: Arn, isEnabled: State !== 'DISABLED', eventPattern: EventPattern });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return rules;
}

/**
 * The detail types that a rule names for a source: those of a type's handler. Empty for the catch-all rule, for the
 * archive's own rule, and for a rule with any other condition.
 */
export function typesOfRule({ isEnabled, eventPattern }: BusRule, source: string): readonly string[] {
  if (!isEnabled || eventPattern === '') return [];
  const { source: sources, 'detail-type': types, ...others } = JSON.parse(eventPattern);
  if (Object.keys(others).length > 0 || !Array.isArray(sources) || !sources.includes(source)) return [];
  return Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [];
}
