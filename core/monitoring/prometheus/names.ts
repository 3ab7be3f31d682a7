import type { Subject } from '../signal.ts';

/**
 * A regular expression that a resource's name matches, whole, on AWS and in the local runtime: RE2's syntax, as
 * Prometheus has it. `undefined`: the name is made at random, so that nothing of it is known before a deployment.
 */
export type PatternOf = (subject: Subject) => string | undefined;

/** Characters of a name that CloudFormation makes, at most, by the type of the resource. */
const LONGEST: Readonly<Record<string, number>> = {
  'AWS::Events::Rule': 64,
  'AWS::Lambda::Function': 64,
  'AWS::SQS::Queue': 80,
};
/** What CloudFormation appends: a hyphen and 12 random characters; 13 were common. */
const RANDOM_END = 14;

/**
 * The pattern of a name that CloudFormation makes: `<stack>-<logical id>-<random>`. The local runtime makes
 * `<stack>-<logical id>`. A name that would be too long is cut within the logical id; the pattern then has what is
 * certainly left of it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function generatedName(stack: string, logicalId: string, resourceType: string): string {
  const name = `${stack}-${logicalId}`;
  const kept = (LONGEST[resourceType] ?? Number.POSITIVE_INFINITY) - RANDOM_END;
  return name.length <= kept ? `${escaped(name)}(-.+)?` : `${escaped(name.slice(0, kept))}.*`;
}

/** Of text that is meant as it stands. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
