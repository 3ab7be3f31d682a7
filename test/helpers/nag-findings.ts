import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** `rule at construct` of every finding of the AwsSolutions rules that nobody acknowledged. */
export function findingsIn(app: App): readonly string[] {
  app.synth();
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}
