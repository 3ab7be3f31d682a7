import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ROOT } from '../../build/repository.ts';
import type { ConsoleState, HopFigures, HopKind, MapHop } from '../../local/start/console/console-state.ts';
import { CONSOLE_PATH, PageFiles } from '../../local/start/console/page-files.ts';
import { zero } from '../../local/start/ledger/counts.ts';

export const POST_MORTEM = path.join(ROOT, 'local/start/console/post-mortem.json');

export interface ServedConsole {
  readonly url: string;
  /** Publishes a state to the pages that are open, and to those that open later. `undefined`: none. */
  publish(state: ConsoleState | undefined): void;
  close(): void;
}

/** The console's page with a feed that a test writes, and no chain behind it. */
export async function serveConsole(): Promise<ServedConsole> {
  const files = new PageFiles();
  const feeds = new Set<ServerResponse>();
  let last: ConsoleState | undefined;
  const text = (state: ConsoleState): string => `event: state\ndata: ${JSON.stringify(state)}\n\n`;
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    if (url === `${CONSOLE_PATH}feed`) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      feeds.add(response);
      response.once('close', () => feeds.delete(response));
      if (last !== undefined) response.write(text(last));
      return;
    }
    if (url === `${CONSOLE_PATH}post-mortem`) {
      response.end(readFileSync(POST_MORTEM));
      return;
    }
    const answer = await files.answer(url);
    response.writeHead(
      answer?.status ?? 404,
      Object.fromEntries(answer?.headers ?? [['content-type', 'application/json']]),
    );
    response.end(answer?.body ?? '{"faults":[],"forms":[]}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish(state) {
      last = state;
      if (state !== undefined) for (const feed of feeds) feed.write(text(state));
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const QUIET: HopFigures = { rate: 0, throttles: 0, errors: 0, condition: 'quiet', why: 'No records now.' };

/** A chain of these types, of which nothing has come yet. */
export function consoleState(types: readonly string[], changes: Partial<ConsoleState> = {}): ConsoleState {
  const hop = (kind: HopKind, type?: string): MapHop => ({
    id: type === undefined ? kind : `${kind}:${type}`,
    kind,
    name: `cairn-dev-${kind}`,
    unit: 'records',
  });
  const map = {
    trunk: [hop('api'), hop('ingest'), hop('bus')],
    lanes: types.map((type) => ({
      type,
      hops: [hop('rule', type), hop('stream', type), hop('mapping', type), hop('handler', type)],
    })),
    tables: [hop('table', 'cairn-dev')],
  };
  const hops = [...map.trunk, ...map.lanes.flatMap((lane) => lane.hops), ...map.tables];
  return {
    startedAt: '2026-06-01T10:00:00Z',
    stage: 'dev',
    map,
    hops: Object.fromEntries(hops.map(({ id }) => [id, QUIET])),
    lanes: Object.fromEntries(types.map((type) => [type, { processed: 0 }])),
    ledger: Object.fromEntries(types.map((type) => [type, zero()])),
    alarms: {},
    faults: {},
    feed: { round: 0, entriesSeen: 0, events: [] },
    ...changes,
  };
}
