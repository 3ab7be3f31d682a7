import { InputError, withCauses } from '../../core/errors.ts';

/** Reads one of the local runtime's pages, such as `/local/stats`. */
export type ReadPage = <Page>(page: string) => Promise<Page>;

/** @throws InputError if no local runtime answers at `url` */
export function localPageReader(url: string, send: typeof fetch = fetch): ReadPage {
  const base = url.replace(/\/$/, '');
  return async <Page>(page: string) => {
    let found: string;
    try {
      const response = await send(`${base}${page}`);
      if (response.ok) return (await response.json()) as Page;
      found = `${page} answers ${response.status}`;
    } catch (error) {
      found = `no answer: ${withCauses(error)}`;
    }
    throw new InputError({
      input: '--url',
      received: `${url} (${found})`,
      allowed: 'the API of a local runtime',
      remedy: 'Start one with npm start; for a stage on AWS, name it: --stage prod.',
    });
  };
}
