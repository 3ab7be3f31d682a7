import { afterAll, beforeAll, describe, it } from 'vitest';
import { recordContract } from './stream/records.ts';
import { reshardContract } from './stream/resharding.ts';
import { StreamSetting } from './stream/setting.ts';

/** What is tested: an endpoint, and the names of the tests in which it differs from AWS, with the page that says so. */
export interface StreamImplementation {
  readonly name: string;
  readonly open: () => Promise<{ readonly url: string; close(): Promise<void> }>;
  /** A listed test must fail: the list shrinks when the implementation does better. */
  readonly differences?: Readonly<Record<string, string>>;
}

/** Tests by their sentences. */
export type Contract = Readonly<Record<string, (setting: StreamSetting) => Promise<void>>>;

const CONTRACTS: Readonly<Record<string, Contract>> = { records: recordContract, resharding: reshardContract };

/** Kinesis's documented behaviour through its own JSON. */
export function streamSuite(implementation: StreamImplementation): void {
  const differences = new Map(Object.entries(implementation.differences ?? {}));
  describe(`the stream contract on ${implementation.name}`, () => {
    let setting: StreamSetting;
    let close = async (): Promise<void> => {};

    beforeAll(async () => {
      const endpoint = await implementation.open();
      close = endpoint.close;
      setting = new StreamSetting(endpoint.url);
    });
    afterAll(() => close());

    for (const [title, contract] of Object.entries(CONTRACTS)) {
      describe(title, () => {
        for (const [sentence, check] of Object.entries(contract)) {
          const differs = differences.delete(sentence);
          (differs ? it.fails : it)(sentence, () => check(setting));
        }
      });
    }

    it('names in its differences only tests that there are', ({ expect }) => {
      expect([...differences.keys()]).toEqual([]);
    });
  });
}
