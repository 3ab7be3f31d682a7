import type { EventHop } from '../../core/event-fate.ts';
import { hopsInLine } from '../../core/hop-text.ts';
import { PRICES } from '../../core/prices.ts';
import { type DeployedStack, resourceOf } from '../shared/aws/account-reader.ts';
import type { LogLine, LogSearch } from './log-search.ts';

/** A function that logs events, and its log group. */
export interface TracedFunction {
  /** Such as `ingest` or `treasure.claimed`. */
  readonly name: string;
  readonly group: string;
}

/** Ingest and each type's handler. @param places construct ids by type */
export function tracedFunctions(
  stack: DeployedStack,
  places: Readonly<Record<string, string>>,
): readonly TracedFunction[] {
  const groupOf = (name: string, construct: string): readonly TracedFunction[] => {
    const group = resourceOf(stack, 'AWS::Logs::LogGroup', `${construct}Logs`)?.physicalId;
    return group === undefined ? [] : [{ name, group }];
  };
  return [
    ...groupOf('ingest', 'IngestFunction'),
    ...Object.entries(places).flatMap(([type, place]) => groupOf(type, `${place}HandlerFunction`)),
  ];
}

/** Dollars of a Logs Insights query that scans so many bytes. */
export function scanCost(bytes: number): number {
  return (bytes / 1e9) * PRICES.logsInsightsGb.value;
}

/** Searches the functions' lines for an event. */
export async function awsHops(
  search: LogSearch,
  functions: readonly TracedFunction[],
  id: string,
  fromMs: number,
  toMs: number,
): Promise<readonly EventHop[]> {
  const names = new Map(functions.map(({ name, group }) => [group, name]));
  const lines = await search.lines([...names.keys()], id, fromMs, toMs);
  return lines.flatMap((line) => hopsOf(line, names.get(line.group) ?? line.group, id)).sort((a, b) => a.at - b.at);
}

function hopsOf({ at, text }: LogLine, where: string, id: string): readonly EventHop[] {
  return hopsInLine(text, id).map(({ outcome, code, ...ids }) => ({
    at,
    where,
    what: outcome,
    ...(code !== undefined && { detail: code }),
    ...ids,
  }));
}
