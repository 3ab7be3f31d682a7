import { describe, expect, it } from 'vitest';
import { catalog } from '../../../../catalog/index.ts';
import { pascalName } from '../../../../catalog/names.ts';
import { stages } from '../../../../catalog/stages.ts';
import { resourceOf, stackName } from '../../../../tools/shared/aws/account-reader.ts';
import { deployedStack } from '../../../helpers/fake-account.ts';
import { resourcesOf, stackOf, templateOf } from '../../../helpers/templates.ts';

/** The real template as CloudFormation would list it. */
const deployed = deployedStack(stages.dev, {
  resources: Object.entries(resourcesOf(templateOf('dev'))).map(([logicalId, { Type }]) => ({
    logicalId,
    physicalId: `p-${logicalId}`,
    type: Type,
  })),
});

describe('the resources of a deployed stage', () => {
  it('are found by the ids that the template gives them: its table, and each type’s stream and queue', () => {
    const wanted = [
      ['AWS::DynamoDB::Table', 'Table'],
      ...catalog.flatMap(({ type }) => [
        ['AWS::Kinesis::Stream', `${pascalName(type)}Stream`],
        ['AWS::SQS::Queue', `${pascalName(type)}RuleFailures`],
      ]),
    ] as const;
    const found = wanted.map(([type = '', id = '']) => resourceOf(deployed, type, id)?.physicalId);
    expect(found.every((physicalId) => physicalId !== undefined)).toBe(true);
    expect(new Set(found).size).toBe(wanted.length);
  });

  it('are those of the stack that the stage’s template makes', () => {
    expect(stackName(stages.dev)).toBe(stackOf(stages.dev).stackName);
  });
});
