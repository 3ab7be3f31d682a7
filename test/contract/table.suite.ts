import { afterAll, beforeAll, describe, it } from 'vitest';
import { conditionContract } from './table/conditions.ts';
import { itemContract } from './table/items.ts';
import { queryContract } from './table/queries.ts';
import { refusalContract } from './table/refusals.ts';
import { TableSetting } from './table/setting.ts';
import { tableContract } from './table/tables.ts';
import { transactionContract } from './table/transactions.ts';
import { updateContract } from './table/updates.ts';

/** What is tested: an endpoint, and the names of the tests in which it differs from AWS, with the page that says so. */
export interface TableImplementation {
  readonly name: string;
  readonly open: () => Promise<{ readonly url: string; close(): Promise<void> }>;
  /** A listed test must fail: the list shrinks when the implementation does better. */
  readonly differences?: Readonly<Record<string, string>>;
}

export type Check = (setting: TableSetting) => Promise<void>;

/** Tests by their sentences. */
export type Contract = Readonly<Record<string, Check>>;

const CONTRACTS: Readonly<Record<string, Contract>> = {
  tables: tableContract,
  items: itemContract,
  updates: updateContract,
  conditions: conditionContract,
  queries: queryContract,
  transactions: transactionContract,
  refusals: refusalContract,
};

/** DynamoDB's documented behaviour through the SDK's own client. */
export function tableSuite(implementation: TableImplementation): void {
  const differences = new Map(Object.entries(implementation.differences ?? {}));
  describe(`the table contract on ${implementation.name}`, () => {
    let setting: TableSetting;
    let close = async (): Promise<void> => {};

    beforeAll(async () => {
      const endpoint = await implementation.open();
      close = endpoint.close;
      setting = new TableSetting(endpoint.url, process.env.CONTRACT_ID ?? 'local');
      await setting.create();
    });
    afterAll(async () => {
      setting.client.destroy();
      await close();
    });

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
