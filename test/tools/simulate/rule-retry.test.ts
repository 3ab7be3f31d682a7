import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { pascalName } from '../../../catalog/names.ts';
import { stages } from '../../../catalog/stages.ts';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { seededRandom } from '../../../core/random.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { planReport } from '../../../tools/plan/report.ts';
import { chainStream } from '../../../tools/simulate/chain-stream.ts';
import { Tally } from '../../../tools/simulate/tally.ts';
import { resourcesOf, templateOf } from '../../helpers/templates.ts';

const plan = planChain(catalog, stages.prod);
const report = planReport({ types: catalog, stage: stages.prod });

describe.each(plan.types.map((type, index) => [type.type.type, type, index] as const))(
  'The rule of %s',
  (name, type, index) => {
    const [, rule] =
      Object.entries(resourcesOf(templateOf('prod'), 'AWS::Events::Rule')).find(([id]) =>
        id.startsWith(pascalName(name)),
      ) ?? [];
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = rule?.Properties.Targets[0].RetryPolicy ?? {};

    it('retries in the simulation as in the template', () => {
      const ports = {
        scheduler: new VirtualScheduler(0),
        random: seededRandom(1),
        poll: 'aws',
        invoke: () => {},
        batches: { put: () => '' },
        tally: new Tally(plan.types.map(() => 5_000)),
      } as const;
      expect(chainStream(type.topology, index, ports).target.retryPolicy).toEqual({
        maximumRetryAttempts: MaximumRetryAttempts,
        maximumEventAgeSeconds: MaximumEventAgeInSeconds,
      });
    });

    it('has the same retries in the plan as in the template', () => {
      const settings = report.types.find((each) => each.type === name)?.settings ?? [];
      expect(settings.find((setting) => setting.name === 'ruleRetry')?.value).toBe(`${MaximumEventAgeInSeconds} s`);
    });
  },
);
