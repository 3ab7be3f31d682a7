import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { apiUrlWithoutDns, deployEmulator } from '../../../tools/deploy-emulator/deploy-emulator.ts';
import { emulatorEndpoint } from '../../../tools/deploy-emulator/emulator.ts';

describe('the endpoint of an emulator', () => {
  it("is AWS_ENDPOINT_URL, or the emulator's own default", () => {
    expect(emulatorEndpoint('localstack', {})).toBe('http://127.0.0.1:4566');
    expect(emulatorEndpoint('localstack', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4599/' })).toBe(
      'http://127.0.0.1:4599',
    );
  });

  it.each(['https://lambda.us-east-1.amazonaws.com', 'https://amazonaws.com.cn', 'localhost:4566', 'none'])(
    'is not %s',
    (AWS_ENDPOINT_URL) => {
      expect(() => emulatorEndpoint('localstack', { AWS_ENDPOINT_URL })).toThrow('AWS_ENDPOINT_URL');
    },
  );
});

describe("the API's URL without DNS", () => {
  it.each([
    ['https://1f97ixmxbm.execute-api.localhost:4566/dev', '1f97ixmxbm/dev'],
    ['https://062c2849.execute-api.us-east-1.amazonaws.com/load', '062c2849/load'],
  ])('of %s has the API in the path', (apiUrl, path) => {
    expect(apiUrlWithoutDns('http://127.0.0.1:4566', apiUrl)).toBe(`http://127.0.0.1:4566/_aws/execute-api/${path}`);
  });
});

describe('deploy:localstack', () => {
  const options = { emulator: 'localstack', stage: 'dev', destroy: false } as const;
  let server: Server | undefined;
  afterEach(() => server?.close());

  const listening = async (): Promise<string> => {
    server = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it('says what to start if nothing answers', async () => {
    const AWS_ENDPOINT_URL = await listening();
    await new Promise((resolve) => server?.close(resolve));
    await expect(deployEmulator(options, { AWS_ENDPOINT_URL })).rejects.toThrow(
      /nothing answers \(fetch failed: connect ECONNREFUSED 127.*npm run localstack:start/s,
    );
  });

  it('reports it if something else answers', async () => {
    const AWS_ENDPOINT_URL = await listening();
    await expect(deployEmulator(options, { AWS_ENDPOINT_URL })).rejects.toThrow(
      /something answers \/_localstack\/health with 404/,
    );
  });
});
