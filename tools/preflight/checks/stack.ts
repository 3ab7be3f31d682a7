import type { StageConfig } from '../../../catalog/stages.ts';
import { LIMITS } from '../../../core/limits.ts';
import type { Finding } from '../finding.ts';
import type { Answer, Place } from '../place.ts';

/** Prefix of stack names; the stage's name follows. */
const STACK_PREFIX = 'cairn-';
/** A creation that failed and was rolled back: nothing in the stack works, and it cannot be updated. */
const DEAD: ReadonlySet<string> = new Set(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED']);

/** `true` if a stack works, or worked before its last update, so that it can be updated. */
export function isDeployed(stack: Answer<'stack'>): stack is NonNullable<Answer<'stack'>> {
  return stack !== undefined && !DEAD.has(stack.status) && stack.status !== 'REVIEW_IN_PROGRESS';
}

/**
 * Checks the state of the stage's stack, and says how to leave a state that CloudFormation does not leave by itself.
 */
export function checkStack(name: string, stack: Answer<'stack'>, { region }: Place): Finding {
  const subject = 'Stack';
  if (stack === undefined)
    return { level: 'ok', subject, message: `${name} does not exist yet: this is its first deployment.` };
  const { status, isProtected } = stack;
  const options = `--stack-name ${name} --region ${region}`;
  const remove = [
    ...(isProtected
      ? [`aws cloudformation update-termination-protection --no-enable-termination-protection ${options}`]
      : []),
    `aws cloudformation delete-stack ${options}`,
    `aws cloudformation wait stack-delete-complete ${options}`,
  ];
  const removed = (why: string): Finding => ({
    level: 'fails',
    subject,
    message: `${name} is in ${status}: ${why}`,
    remedy: ['Read why in the first line, then remove it and deploy again:', failureQuery(options), ...remove].join(
      '\n',
    ),
  });
  if (status === 'ROLLBACK_COMPLETE') {
    return removed('its first deployment failed and was undone. Nothing runs, and CloudFormation cannot update it.');
  }
  if (status === 'ROLLBACK_FAILED' || status === 'CREATE_FAILED') {
    return removed('its first deployment failed, and not everything that it made was removed.');
  }
  if (status === 'DELETE_FAILED') {
    return removed('something of it could not be deleted, such as a bucket that is not empty or a protected table.');
  }
  if (status === 'REVIEW_IN_PROGRESS') {
    return {
      level: 'warning',
      subject,
      message: `${name} is in ${status}: a change set was made for it, but never executed. Nothing was created.`,
      remedy: ['cdk deploy continues with it. If it does not, remove it first:', ...remove].join('\n'),
    };
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return {
      level: 'fails',
      subject,
      message: `${name} is in ${status}: an update failed, and undoing it failed too. The stack takes no update until that is done.`,
      remedy: [
        'Read what failed, mend it, and let CloudFormation go on:',
        failureQuery(options),
        `aws cloudformation continue-update-rollback ${options}`,
      ].join('\n'),
    };
  }
  if (status.endsWith('_IN_PROGRESS')) {
    return {
      level: 'fails',
      subject,
      message: `${name} is in ${status}: another deployment is under way.`,
      remedy: `Wait until it is done: aws cloudformation describe-stacks ${options} --query "Stacks[0].StackStatus"`,
    };
  }
  return { level: 'ok', subject, message: `${name} is deployed (${status}).` };
}

function failureQuery(options: string): string {
  return `aws cloudformation describe-stack-events ${options} --query "StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]" --output table`;
}

/** Protection comes after the first deployment: a protected table would block the roll-back of one that fails. */
export function checkProtection(stage: StageConfig, stack: Answer<'stack'>): Finding {
  const subject = 'Protection';
  if (stage.protected && !isDeployed(stack)) {
    return {
      level: 'fails',
      subject,
      message: `stage ${stage.name} is set to protected, but it is not deployed yet. If its first deployment fails, neither stack nor table can be removed.`,
      remedy: `Set protected: false of stage ${stage.name} in catalog/stages.ts and deploy. Then set protected: true and deploy again.`,
    };
  }
  if (isDeployed(stack) && stage.retainState && !stage.protected) {
    return {
      level: 'warning',
      subject,
      message: `stage ${stage.name} is deployed and keeps state, but nothing protects it: "cdk destroy" or one click deletes its stack.`,
      remedy: `Set protected: true of stage ${stage.name} in catalog/stages.ts and deploy once more.`,
    };
  }
  const message = stage.protected
    ? 'AWS refuses to delete the stack and its table.'
    : stage.retainState
      ? 'off, as it must be for a first deployment; turn it on after it.'
      : `off: stage ${stage.name} keeps no state.`;
  return { level: 'ok', subject, message };
}

/** AWS counts the streams of all stages in the region together while they are created or deleted. */
export function checkOtherStacks(name: string, stacks: Answer<'changingStacks'>): Finding {
  const subject = 'Other stages';
  const others = stacks.filter((stack) => stack.name !== name && stack.name.startsWith(STACK_PREFIX));
  if (others.length === 0) return { level: 'ok', subject, message: 'none is being created or deleted in this region.' };
  const limit = LIMITS.kinesisStreamsInChange.value;
  return {
    level: 'warning',
    subject,
    message: `${others.map((stack) => `${stack.name} (${stack.status})`).join(', ')}. AWS lets ${limit} Kinesis streams of an account be created or deleted at a time, and one stack alone uses all ${limit}: yours would fail with LimitExceededException.`,
    remedy: 'Wait until it is done, then deploy.',
  };
}
