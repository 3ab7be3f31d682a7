import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from '../../../../local/aws/runtime/api-front.ts';

describe('the pages below /local', () => {
  it.each([['127.0.0.1:3000'], ['localhost'], ['[::1]:3000']])('answer %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([['evil.example:3000'], ['127.0.0.1.evil.example'], ['localhost.evil.example:3000'], [undefined], ['']])(
    'refuse %s, so that a web page cannot get a token by rebinding its name',
    (host) => {
      expect(isLoopbackHost(host)).toBe(false);
    },
  );
});
