import { release } from '../../../catalog/contract.ts';
import type { StageConfig } from '../../../catalog/stages.ts';
import { partitionOf } from '../../../core/partition.ts';
import type { Finding } from '../../../tools/preflight/finding.ts';
import { preflight } from '../../../tools/preflight/preflight.ts';
import type { AccountReader } from '../../../tools/shared/aws/account-reader.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { ACCOUNT, fakeAccount, NOW, stages } from '../../helpers/fake-account.ts';

/** Stage prod with an issuer of its own instead of the example. */
export const OWN_ISSUER: StageConfig = {
  ...stages.prod,
  authentication: { issuer: 'https://login.cairn.game/', audience: 'cairn', jwksUri: 'https://login.cairn.game/keys' },
};

export async function findingsOf(
  stage: StageConfig,
  reader: AccountReader,
  region = stage.region ?? 'us-east-1',
  types = catalog,
  contract = release({ types: {} }, types),
): Promise<readonly Finding[]> {
  const place = { account: ACCOUNT, region, partition: partitionOf(region) };
  const stageOptions = `--stage ${stage.name}`;
  return preflight({ stage, stageOptions, catalog: types, contract, place, reader, now: NOW });
}

/** The findings that ask for something. */
export async function notOk(...input: Parameters<typeof findingsOf>): Promise<readonly Finding[]> {
  return (await findingsOf(...input)).filter(({ level }) => level !== 'ok');
}

/** An account without a stack of Cairn. */
export const empty = (changes: Partial<AccountReader> = {}, region = 'us-east-1') => fakeAccount(region, changes);
