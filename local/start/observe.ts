import { isObject } from '../aws/services/operation.ts';
import type { BuiltStack } from '../aws/template/build.ts';
import type { LocalCloud } from '../aws/template/local-cloud.ts';
import type { Template } from '../aws/template/template.ts';
import type { EventLedger } from './ledger/event-ledger.ts';

/** The variable that gives functions the URL of the quarantine queue. */
const QUARANTINE_VARIABLE = 'QUARANTINE_QUEUE_URL';

/**
 * Reports every message sent to a quarantine queue to the ledger.
 * @param watched URLs of queues that are already watched; gets the new ones
 */
export function watchQuarantine(
  template: Template,
  stack: BuiltStack,
  cloud: LocalCloud,
  ledger: EventLedger,
  watched: Set<string>,
): void {
  const urls = new Set<string>();
  for (const { type, properties } of template.resources.values()) {
    const environment = properties.Environment;
    if (type !== 'AWS::Lambda::Function' || !isObject(environment) || !isObject(environment.Variables)) continue;
    const variable = environment.Variables[QUARANTINE_VARIABLE];
    const url = isObject(variable) ? stack.resources.get(String(variable.Ref)) : undefined;
    if (url !== undefined) urls.add(url);
  }
  for (const url of urls) {
    if (watched.has(url)) continue;
    watched.add(url);
    cloud.queues.named(url).onSend(({ body }) => ledger.quarantined(body));
  }
}

/**
 * Reports each change of an item of the template's tables to the ledger.
 * @param watched names of tables that are already watched; gets the new ones
 */
export function watchTables(
  template: Template,
  stack: BuiltStack,
  cloud: LocalCloud,
  ledger: EventLedger,
  watched: Set<string>,
): void {
  for (const [logicalId, { type }] of template.resources) {
    const name = type === 'AWS::DynamoDB::Table' ? stack.resources.get(logicalId) : undefined;
    if (name === undefined || watched.has(name)) continue;
    watched.add(name);
    cloud.tables.named(name).onChange((before, after) => ledger.itemChanged(before, after));
  }
}
