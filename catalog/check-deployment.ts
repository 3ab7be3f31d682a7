import { type Refuse, requireFields, requireWord } from './refuse.ts';
import type { AlarmSubscriber, StageConfig } from './stages.ts';

const ACCOUNT = /^\d{12}$/;
/** Labels of a host name (RFC 1123), at least two. */
const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
const CERTIFICATE = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):(\d{12}):certificate\/[\w-]+$/;
/**
 * Characters of AWS's tags (general/latest/gr/aws_tagging). A value of a stack's tag may not be empty
 * (AWSCloudFormation/latest/APIReference, API_Tag). IAM treats keys that differ only in case as one key
 * (IAM/latest/UserGuide, id_tags).
 */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const MAX_TAG_KEY = 128;
const MAX_TAG_VALUE = 256;
const MAX_TAGS = 50;

/** Form of an endpoint for each protocol of SNS (sns/latest/api/API_Subscribe). */
const ENDPOINTS: Readonly<Record<AlarmSubscriber['protocol'], readonly [RegExp, string]>> = {
  email: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'],
  https: [/^https:\/\/[^\s]+$/, 'a URL that begins with https://'],
  sms: [/^\+[1-9]\d{6,14}$/, 'a telephone number in the form +441315550100 (E.164)'],
  sqs: [/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/, "a standard queue's ARN"],
  lambda: [/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$/, "a function's ARN"],
};

/** Checks the settings of a real deployment: the account, the API's own name, browsers, tags, and who is alarmed. */
export function checkDeployment(stage: StageConfig, refuse: Refuse): void {
  if (stage.account !== undefined && !ACCOUNT.test(stage.account)) {
    refuse(
      'account',
      stage.account,
      '12 digits, as a text',
      'Write the number that "aws sts get-caller-identity" shows.',
    );
  }
  checkDomain(stage, refuse);
  checkOrigins(stage, refuse);
  checkTags(stage, refuse);
  checkSubscribers(stage, refuse);
}

function checkDomain({ domain, region, account }: StageConfig, refuse: Refuse): void {
  if (domain === undefined) return;
  requireFields(refuse, 'domain', domain, { name: true, certificateArn: true });
  if (!HOST_NAME.test(domain.name)) {
    refuse(
      'domain.name',
      domain.name,
      'a host name in small letters, such as api.example.com',
      'Leave out the scheme, the path and wildcards.',
    );
  }
  const [, certificateRegion, certificateAccount] = CERTIFICATE.exec(domain.certificateArn) ?? [];
  const issued = 'Request the certificate in AWS Certificate Manager, in the region and account of the stage.';
  if (certificateRegion === undefined) {
    refuse('domain.certificateArn', domain.certificateArn, "a certificate's ARN of AWS Certificate Manager", issued);
  }
  // A regional domain accepts only certificates of its own region (apigateway/latest/developerguide,
  // apigateway-regional-api-custom-domain-create).
  if (region !== undefined && certificateRegion !== region) {
    refuse('domain.certificateArn', domain.certificateArn, `a certificate of region ${region}`, issued);
  }
  if (account !== undefined && certificateAccount !== account) {
    refuse('domain.certificateArn', domain.certificateArn, `a certificate of account ${account}`, issued);
  }
}

function checkOrigins({ corsOrigins = [] }: StageConfig, refuse: Refuse): void {
  for (const [index, origin] of corsOrigins.entries()) {
    const url = URL.parse(origin);
    const isLocal = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1';
    // A browser sends exactly this text as Origin; any other text would never match (RFC 6454, section 6.2).
    if (url?.origin !== origin || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
      refuse(
        `corsOrigins[${index}]`,
        origin,
        'https://HOST or https://HOST:PORT; http:// for localhost only',
        'Write scheme, host and port as the browser sends them in Origin: no path, no slash at the end, no *.',
      );
    }
    if (corsOrigins.indexOf(origin) !== index) {
      refuse(`corsOrigins[${index}]`, origin, 'each origin once', 'Remove the second one.');
    }
  }
}

function checkTags({ tags = {} }: StageConfig, refuse: Refuse): void {
  const keys = Object.keys(tags);
  if (keys.length > MAX_TAGS) refuse('tags', keys.length, `at most ${MAX_TAGS} tags`, 'Remove some.');
  for (const [key, value] of Object.entries(tags)) {
    const isKey = key.length >= 1 && key.length <= MAX_TAG_KEY && TAG_TEXT.test(key) && !/^aws:/i.test(key);
    const characters = 'letters, digits, spaces and _ . : / = + - @';
    if (!isKey) {
      refuse('tags', key, `keys of 1–${MAX_TAG_KEY} characters (${characters}), not beginning with aws:`, 'Rename it.');
    }
    if (value.length < 1 || value.length > MAX_TAG_VALUE || !TAG_TEXT.test(value)) {
      refuse(`tags.${key}`, value, `1–${MAX_TAG_VALUE} characters: ${characters}`, 'Shorten or reword it.');
    }
    const twin = keys.find((other) => other !== key && other.toLowerCase() === key.toLowerCase());
    if (twin !== undefined) {
      refuse('tags', [key, twin], 'keys that differ in more than their case', 'Remove one of the two.');
    }
  }
}

function checkSubscribers(stage: StageConfig, refuse: Refuse): void {
  const { alarmSubscribers = [] } = stage;
  for (const [index, subscriber] of alarmSubscribers.entries()) {
    const setting = `alarmSubscribers[${index}]`;
    requireFields(refuse, setting, subscriber, { protocol: true, endpoint: true });
    const { protocol, endpoint } = subscriber;
    requireWord(refuse, `${setting}.protocol`, protocol, Object.keys(ENDPOINTS));
    const [pattern, allowed] = ENDPOINTS[protocol];
    if (typeof endpoint !== 'string' || !pattern.test(endpoint)) {
      refuse(`${setting}.endpoint`, endpoint, `for ${protocol} ${allowed}`, 'Correct it, or choose another protocol.');
    }
    if (protocol === 'lambda') checkPager(stage, setting, endpoint, refuse);
  }
}

/** The stack lets SNS invoke the function, which Lambda allows in the function's own region and account only. */
function checkPager({ region, account }: StageConfig, setting: string, endpoint: string, refuse: Refuse): void {
  const [, , , ofRegion, ofAccount] = endpoint.split(':');
  const remedy = 'Name a function beside the stage; one elsewhere is reached by https, or through a queue.';
  if (region !== undefined && ofRegion !== region) {
    refuse(`${setting}.endpoint`, endpoint, `a function of region ${region}`, remedy);
  }
  if (account !== undefined && ofAccount !== account) {
    refuse(`${setting}.endpoint`, endpoint, `a function of account ${account}`, remedy);
  }
}
