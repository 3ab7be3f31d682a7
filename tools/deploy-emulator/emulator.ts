import { InputError } from '../../core/errors.ts';

export const EMULATORS = {
  localstack: { title: 'LocalStack', endpoint: 'http://127.0.0.1:4566', health: '/_localstack/health' },
  ministack: { title: 'MiniStack', endpoint: 'http://127.0.0.1:4567', health: '/_ministack/health' },
} as const;

export type EmulatorName = keyof typeof EMULATORS;

/** Credentials that every emulator accepts, so that no key of the caller leaves the machine. */
export const EMULATOR_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/**
 * The emulator's address: `AWS_ENDPOINT_URL`, or the emulator's default.
 * @throws InputError for a text that is not a URL, or for a URL of AWS
 */
export function emulatorEndpoint(emulator: EmulatorName, environment: NodeJS.ProcessEnv): string {
  const { AWS_ENDPOINT_URL: given } = environment;
  if (given === undefined || given === '') return EMULATORS[emulator].endpoint;
  const { protocol, hostname, origin } = URL.parse(given) ?? {};
  if (
    /^https?:$/.test(protocol ?? '') &&
    origin !== undefined &&
    !/(^|\.)amazonaws\.com(\.cn)?$/.test(hostname ?? '')
  ) {
    return origin;
  }
  throw new InputError({
    input: 'AWS_ENDPOINT_URL',
    received: given,
    allowed: 'the URL of an emulator',
    remedy: `Leave it out for ${EMULATORS[emulator].endpoint}. To deploy to AWS, run "npx cdk deploy".`,
  });
}
