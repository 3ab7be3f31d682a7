import { ApiError } from './api-error.ts';

/** The code of an answer that Cairn did not give. */
const UNEXPECTED = 'unexpected_answer';
/** Status codes whose answer may still have a result for each event: all invalid, over a quota, or shed. */
const ANSWERED_PER_EVENT: ReadonlySet<number> = new Set([400, 429, 503]);
/** Longest wait that the client accepts; the API itself asks for at most an hour (lib/api/gateway-responses.ts). */
const LONGEST_WAIT_MS = 3_600_000;
const SHOWN_CHARACTERS = 200;

/** The parts of a response that `readAnswer` needs, with its body already read. */
export interface ReadResponse {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string | null;
}

/**
 * Parses the JSON object of an answer.
 * @throws ApiError if the answer is an error without a result for each event, or is not from Cairn
 */
export function readAnswer(response: ReadResponse, now: () => number): object {
  const { status, text } = response;
  const answer = parse(text);
  if (status >= 200 && status < 300 && answer !== undefined) return answer;
  if (ANSWERED_PER_EVENT.has(status) && answer !== undefined && 'results' in answer) return answer;
  const { code, message } = errorOf(answer) ?? { code: UNEXPECTED, message: describe(response) };
  throw new ApiError(status, code, message, retryAfterMs(response, now));
}

/** `undefined` if the text is not a JSON object, which every answer of Cairn is. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function errorOf(answer: object | undefined): { readonly code: string; readonly message: string } | undefined {
  if (answer === undefined || !('error' in answer)) return undefined;
  const { error } = answer;
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  if (typeof error.code !== 'string') return undefined;
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return { code: error.code, message };
}

function describe({ status, text, header }: ReadResponse): string {
  if (status === 0 || (status >= 300 && status < 400)) {
    return `redirected${header('location') === null ? '' : ` to ${header('location')}`}: a captive portal, or a wrong endpoint`;
  }
  return text === '' ? 'the answer is empty' : `not an answer of Cairn: ${text.slice(0, SHOWN_CHARACTERS)}`;
}

/**
 * Seconds or a date (RFC 9110, section 10.2.3). A date is relative to the server's `Date`, because the phone's clock
 * may be wrong.
 */
function retryAfterMs({ header }: ReadResponse, now: () => number): number | undefined {
  const value = header('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(LONGEST_WAIT_MS, Number(value) * 1_000);
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  const serverNow = Date.parse(header('date') ?? '');
  return waitOf(at - (Number.isNaN(serverNow) ? now() : serverNow));
}

/** Limits a wait to a usable range: not negative, at most {@link LONGEST_WAIT_MS}. */
export function waitOf(milliseconds: number): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(0, milliseconds));
}
