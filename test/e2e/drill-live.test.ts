import { describe, expect, inject, it } from 'vitest';
import { chainNamed } from '../../catalog/chain-named.ts';
import { catalog } from '../../catalog/index.ts';
import { seededRandom } from '../../core/random.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { huntKey } from '../../lambdas/shared/store/keys.ts';
import { readFault } from '../../local/aws/services/faults/fault-spec.ts';
import { loadAssembly } from '../../local/aws/template/load.ts';
import { alarmLines } from '../../local/start/runtime.ts';
import { isGood, monitoringOfChain } from '../../tools/drill/drill.ts';
import { liveCauses } from '../../tools/drill/live/live-causes.ts';
import { type LivePorts, liveDrill } from '../../tools/drill/live/live-drill.ts';
import { purgeQuarantine } from '../../tools/drill/live/purge-quarantine.ts';
import { standIns } from '../../tools/drill/stage/stand-in.ts';
import { VirtualStage } from '../../tools/drill/stage/virtual-stage.ts';
import { STARTS_AT_MS } from '../helpers/game.ts';
import { typeFunctions } from '../helpers/type-functions.ts';
import { startLocalChain } from './local-chain.ts';

const URL_OF_RUNTIME = 'http://runtime.invalid';
const monitoringOfStage = (stage: string) => monitoringOfChain(chainNamed(stage));
const json = (body: unknown, status = 200): Response => Response.json(body, { status });

/** The local runtime's pages and API, on a stage in virtual time. */
function servedBy(stage: VirtualStage): typeof fetch {
  const answer = async (path: string, method: string, text: string, player: string): Promise<Response> => {
    if (path === '/local/health') return json({ stage: 'dev', awsUrl: 'http://aws.invalid' });
    if (path === '/local/alarms') return json(alarmLines(stage.cloud.alarms));
    if (path.startsWith('/local/token')) return json({ token: /player=([^&]+)/.exec(path)?.[1], apiKey: 'key' });
    if (path === '/local/faults') return json(stage.faults.add(readFault(JSON.parse(text), 'fault')), 201);
    if (path.startsWith('/local/faults/')) return json(stage.faults.remove(path.split('/').at(-1) ?? ''));
    const [, huntId] = /^\/v1\/hunts\/(\S+)$/.exec(path) ?? [];
    if (method === 'PUT' && huntId !== undefined) {
      const startsAtMs = { N: String(stage.scheduler.now()) };
      const Item = { ...huntKey(huntId), definition: { S: text }, startsAtMs };
      await stage.table.putItem({ TableName: stage.tableName, Item });
      return json({});
    }
    expect(path).toBe('/v1/events');
    stage.request({ method: 'POST', path, playerId: player, body: JSON.parse(text) });
    return json({});
  };
  return async (input, { method = 'GET', body, headers } = {}) => {
    const player = new Headers(headers).get('authorization')?.replace('Bearer ', '') ?? '';
    return answer(String(input).slice(URL_OF_RUNTIME.length), method, String(body ?? ''), player);
  };
}

describe('npm run cairn -- drill --live', () => {
  it('raises and clears an alarm of each service; here the runtime is in virtual time', async () => {
    const stage = new VirtualStage(await loadAssembly(inject('assemblyDirectory')), {
      seed: 1,
      startsAtMs: STARTS_AT_MS,
      // A studio's own types have stand-ins.
      handlersOf: (ports) => ({ ...standIns(ports), ...typeFunctions(ports) }),
    });
    stage.watch();
    await stage.advance(60_000);
    const ports: LivePorts = {
      url: URL_OF_RUNTIME,
      send: servedBy(stage),
      scheduler: stage.scheduler,
      random: seededRandom(2),
      purge: async () => {
        for (const queue of stage.cloud.queues.all()) if (queue.settings.name.includes('Quarantine')) queue.purge();
      },
      progress: () => {},
    };
    let isOver = false;
    const drilling = liveDrill(ports, monitoringOfStage).finally(() => {
      isOver = true;
    });
    while (!isOver) await stage.advance(1_000);
    const alarms = await drilling;
    expect(alarms.flatMap(({ id, problems }) => problems.map((problem) => `${id}: ${problem}`))).toEqual([]);
    expect(new Set(liveCauses(catalog).map(({ service }) => service)).size).toBe(6);
    for (const { raisedAfter = 0, raisedWithin } of alarms) expect(raisedAfter).toBeLessThanOrEqual(raisedWithin);
    for (const { spec, state } of stage.faults.list()) expect(state, spec.kind).toBe('ended');
  });

  it.skipIf(process.env.CAIRN_DRILL_LIVE === undefined)(
    'does so on the runtime itself (skipped without CAIRN_DRILL_LIVE: it takes 10 minutes, npm run nightly runs it)',
    { timeout: 1_500_000 },
    async () => {
      const { runtime } = await startLocalChain();
      try {
        const scheduler = new RealScheduler();
        const ports = { scheduler, random: seededRandom(3), purge: purgeQuarantine, progress: () => {} };
        const alarms = await liveDrill({ url: runtime.url, send: fetch, ...ports }, monitoringOfStage);
        expect(
          isGood({ acts: [], alarms, silentComposites: [], unrest: [], leftOut: [] }),
          JSON.stringify(alarms),
        ).toBe(true);
      } finally {
        await runtime.close();
      }
    },
  );
});
