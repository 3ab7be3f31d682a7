import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../build/repository.ts';

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [at: number, value: string];
  readonly values?: readonly (readonly [at: number, value: string])[];
}

async function resultOf(
  url: string,
  api: string,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly Series[]> {
  const response = await fetch(`${url}/api/v1/${api}?${new URLSearchParams(parameters)}`);
  const answer = (await response.json()) as { status: string; error?: string; data?: { result: readonly Series[] } };
  if (answer.status !== 'success') throw new Error(`${parameters.query}: ${answer.error}`);
  return answer.data?.result ?? [];
}

export function queryNow(url: string, query: string): Promise<readonly Series[]> {
  return resultOf(url, 'query', { query });
}

/** @param from and `to` in milliseconds since the epoch; a point a minute */
export function queryRange(url: string, query: string, from: number, to: number): Promise<readonly Series[]> {
  return resultOf(url, 'query_range', { query, start: String(from / 1_000), end: String(to / 1_000), step: '60' });
}

/** Calls `read` until it returns something. @throws after `limitMs` with what `describe` says */
export async function eventually<Found>(
  read: () => Promise<Found | undefined>,
  limitMs: number,
  describe: () => Promise<string>,
): Promise<Found> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(await describe());
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export interface PanelQuery {
  /** `cairn-type / Oldest record / behind`. */
  readonly name: string;
  readonly expr: string;
}

/** Every query of every panel of the generated dashboards, with Grafana's variables replaced. */
export function panelQueries(stage: string, eventType: string): readonly PanelQuery[] {
  const folder = path.join(ROOT, 'monitoring/grafana/dashboards');
  return globSync('*.json', { cwd: folder })
    .sort()
    .flatMap((file) => {
      const { uid, panels } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      return (panels as readonly GrafanaPanel[]).flatMap(({ title, targets = [] }) =>
        targets.map(({ expr, legendFormat }) => ({
          name: `${uid} / ${title} / ${legendFormat}`,
          expr: expr
            .replaceAll('$stage', stage)
            .replaceAll('$event_type', eventType)
            .replaceAll('$__rate_interval', '4m'),
        })),
      );
    });
}

interface GrafanaPanel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
