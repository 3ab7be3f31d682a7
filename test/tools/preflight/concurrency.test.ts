import { describe, expect, it } from 'vitest';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../helpers/fake-account.ts';
import { empty, findingsOf, notOk, OWN_ISSUER } from './findings.ts';

describe('concurrency', () => {
  const ten = { concurrency: async () => ({ limit: 10, unreserved: 10 }) };

  it.each([stages.dev, stages.load, OWN_ISSUER])(
    'of ten, which a new account has, is too little for stage $name',
    async (stage) => {
      expect(await notOk(stage, empty(ten))).toContainEqual(
        expect.objectContaining({
          level: 'fails',
          subject: 'Lambda concurrency',
          remedy: expect.stringMatching(/request-service-quota-increase .*L-B99A9384 --desired-value 1(000|312)/),
        }),
      );
    },
  );

  it('counts a new environment for each arriving phone and each read, because nothing is cached or warm at the start line', async () => {
    const { message } = (await findingsOf(OWN_ISSUER, empty())).find(
      ({ subject }) => subject === 'Lambda concurrency',
    ) ?? { message: '' };
    // 500 phones/s × (400 + 10) ms, 500 × (400 + 40) ms, 200 reads/s × (400 + 25) ms; (205 + 220 + 85) ÷ 0.8 = 637.5.
    expect(message).toContain('22 that handlers reserve + 638 unreserved');
    expect(message).toContain('authorizer 205 + ingest 220 + query 85');
  });

  it('counts the requests a second of all functions if they need more: ten for each invocation at once', async () => {
    // Forty types, each in requests of its own: 20,000 requests/s from as many phones as one type has.
    const viewed = catalog.filter(({ type }) => type === 'clue.viewed');
    const many = Array.from({ length: 40 }, (_, index) => viewed.map((type) => ({ ...type, type: `clue.n${index}` })));
    const message = (await findingsOf(OWN_ISSUER, empty(), undefined, many.flat())).find(
      ({ subject }) => subject === 'Lambda concurrency',
    )?.message;
    expect(message).toMatch(/stage prod needs 2\d{3} \(2\d{4} invocations\/s ÷ 10 at the start line/);
  });

  it('offers to deploy without reservations if the quota is enough for that', async () => {
    const concurrency = async () => ({ limit: 659, unreserved: 659 });
    const [finding] = await notOk(OWN_ISSUER, empty({ concurrency }));
    expect(finding?.remedy).toMatch(/^Set reservedConcurrency: false of stage prod .*\(then \d+ are enough\), or:/);
  });

  it('is a warning if others have reserved what is needed, unless the stage itself has', async () => {
    const concurrency = async () => ({ limit: 1_000, unreserved: 620 });
    expect(await notOk(OWN_ISSUER, empty({ concurrency }))).toMatchObject([
      { level: 'warning', message: expect.stringContaining('is deployed already') },
    ]);
  });
});
