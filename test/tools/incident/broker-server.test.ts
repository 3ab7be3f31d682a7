import { afterEach, describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { type BrokerServer, startBrokerServer } from '../../../tools/incident/broker-server.ts';

describe("the post-mortem's broker behind an API", () => {
  const servers: BrokerServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  async function start() {
    const scheduler = new VirtualScheduler(0);
    const server = await startBrokerServer({ capacity: 3, handlers: 1, serviceMs: () => 100 }, scheduler);
    servers.push(server);
    const post = async (body: string) => {
      const response = await fetch(`${server.url}/v1/events`, { method: 'POST', body });
      return { status: response.status, body: (await response.json()) as { error?: { code: string } } };
    };
    const events = (...ids: string[]) => post(JSON.stringify({ events: ids.map((id) => ({ id })) }));
    return { scheduler, server, post, events };
  }

  it('answers for each event that it accepts', async () => {
    const { events } = await start();
    const accepted = (id: string, index: number) => ({ index, id, outcome: 'accepted' });
    expect(await events('a', 'b')).toEqual({ status: 202, body: { results: [accepted('a', 0), accepted('b', 1)] } });
  });

  it('refuses with 503 a request that does not fit, and counts every event', async () => {
    const { scheduler, server, events } = await start();
    await events('a', 'b', 'c');
    const refused = await events('d', 'e');
    expect([refused.status, refused.body.error?.code]).toEqual([503, 'broker_full']);
    expect(server.standing()).toMatchObject({ accepted: 3, refused: 2, processed: 0, waiting: 3 });
    scheduler.advance(1_000);
    expect(server.standing()).toMatchObject({ accepted: 3, refused: 2, processed: 3, waiting: 0, oldestWaitMs: 0 });
  });

  it('refuses a body without events', async () => {
    const { post } = await start();
    expect((await post('nothing')).status).toBe(400);
  });
});
