import { describe, expect, it } from 'vitest';
import { RequestHeaders } from '../../../../../local/aws/services/gateway/http.ts';
import { MockIntegration } from '../../../../../local/aws/services/gateway/mock-integration.ts';

/** CDK's template for a preflight with several origins. */
const TEMPLATE = [
  '#set($origin = $input.params().header.get("Origin"))',
  '#if($origin == "")',
  '  #set($origin = $input.params().header.get("origin"))',
  '#end',
  '#if($origin == "https://b.example")',
  '  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
  '#end',
].join('\n');

function answered(template: string | undefined, ...rawHeaders: readonly string[]) {
  const integration = new MockIntegration({
    status: 204,
    headers: [
      ['Access-Control-Allow-Origin', 'https://a.example'],
      ['Vary', 'Origin'],
    ],
    ...(template === undefined ? {} : { template }),
  });
  const { status, headers, body } = integration.answer(new RequestHeaders(rawHeaders), 'request-1');
  const answer: Record<string, unknown> = { status, body, ...Object.fromEntries(headers) };
  return answer;
}

describe('a MOCK integration (apigateway/latest/developerguide/how-to-mock-integration.html)', () => {
  it('answers with its status and fixed headers', () => {
    expect(answered(undefined)).toEqual({
      status: 204,
      body: '',
      'x-amzn-requestid': 'request-1',
      'Access-Control-Allow-Origin': 'https://a.example',
      Vary: 'Origin',
    });
  });

  it('lets its template read a header and override another (apigateway-override-request-response-parameters.html)', () => {
    const origin = (...headers: readonly string[]) => answered(TEMPLATE, ...headers)['Access-Control-Allow-Origin'];
    expect(origin('Origin', 'https://b.example')).toBe('https://b.example');
    expect(origin('origin', 'https://b.example')).toBe('https://b.example');
    expect(origin('Origin', 'https://c.example')).toBe('https://a.example');
    expect(origin()).toBe('https://a.example');
  });

  it('accepts binary bodies only if it converts them to text', () => {
    const takes = (convertsToText: boolean) =>
      [false, true].map((isBinary) =>
        new MockIntegration({ status: 204, headers: [], convertsToText }).takes(isBinary),
      );
    expect(takes(false)).toEqual([true, false]);
    expect(takes(true)).toEqual([true, true]);
  });

  it('answers with the text of its template as the body', () => {
    expect(answered('{"id":"$context.requestId"}').body).toBe('{"id":"request-1"}');
  });
});
