import { describe, expect, it } from 'vitest';
import { APIS, rpcServices } from '../../../../local/aws/runtime/aws-services.ts';
import type { Api } from '../../../../local/aws/services/api/check-input.ts';
import type { JsonObject } from '../../../../local/aws/services/operation.ts';
import { differences } from './model-differences.ts';
import { CALLS } from './operation-calls.ts';
import { asJson, json, type Rpc, rpcV2, TARGETS, withBytes } from './rpc-client.ts';
import { servedStack } from './served-stack.ts';

const stack = servedStack();

describe.each(Object.keys(TARGETS) as Rpc[])('every answer of %s', (service) => {
  const api: Api = APIS[service];
  const called = (send: typeof json, seen: (operation: string, output: JsonObject) => void): Promise<void> =>
    CALLS[service](async (operation, input = {}) => {
      const output = await send(stack.runtime, service, operation, input);
      seen(operation, output);
      return output;
    }, stack.runtime);

  it("contains the members that AWS's model requires, and no others", async () => {
    const found: string[] = [];
    const operations = new Set<string>();
    await called(json, (operation, output) => {
      operations.add(operation);
      found.push(...differences(api, api.model.operations[operation]?.output, output, operation));
    });
    expect(found).toEqual([]);
    const served = Object.keys(api.model.operations).filter((operation) => operation !== 'CancelReplay');
    expect([...operations].sort()).toEqual(served.sort());
  });

  it('is the same in CBOR, by Smithy RPC v2', async () => {
    const found: string[] = [];
    const cbor: typeof json = async (runtime, _service, operation, input) => {
      const output = await rpcV2(
        runtime,
        TARGETS[service],
        operation,
        withBytes(api, api.model.operations[operation]?.input, input),
      );
      return asJson(output) as JsonObject;
    };
    await called(renamed(cbor), (operation, output) => {
      found.push(...differences(api, api.model.operations[operation]?.output, output, operation));
    });
    expect(found).toEqual([]);
  });
});

it('the answer of CancelReplay contains them too, in the same turn, before the replay can end', () => {
  const operations = rpcServices(stack.runtime.cloud).get('AWSEvents')?.operations ?? {};
  const [archive] = [...stack.runtime.cloud.buses.archives.values()];
  operations.StartReplay?.({
    ReplayName: 'cancelled',
    EventSourceArn: archive?.settings.arn,
    EventStartTime: 0,
    EventEndTime: 1_000,
    Destination: { Arn: archive?.settings.eventSourceArn },
  });
  const output = operations.CancelReplay?.({ ReplayName: 'cancelled' });
  expect(output).toMatchObject({ State: 'CANCELLED' });
  expect(differences(APIS.events, APIS.events.model.operations.CancelReplay?.output, output)).toEqual([]);
});

/** A replay's name can be used only once. */
function renamed(send: typeof json): typeof json {
  return (runtime, service, operation, input) =>
    send(runtime, service, operation, input.ReplayName === undefined ? input : { ...input, ReplayName: 'calls-again' });
}
