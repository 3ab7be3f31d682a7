import { useEffect, useState } from 'preact/hooks';

/** An answer of the runtime that is no success, in its own words. */
export class Refused extends Error {}

/** @throws Refused */
export async function getJson<T>(path: string): Promise<T> {
  return answered(await fetch(path));
}

/** @throws Refused */
export async function send<T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return answered(await fetch(path, { method, ...(body !== undefined && { headers, body: JSON.stringify(body) }) }));
}

async function answered<T>(response: Response): Promise<T> {
  const value = await response.json();
  if (!response.ok) throw new Refused(value?.error?.message ?? `the answer was ${response.status}`);
  return value;
}

/** What a GET answers; asked again when the path changes, and every `everyMs` if given. */
export function useAnswer<T>(
  path: string | undefined,
  everyMs?: number,
): { readonly value?: T; readonly problem?: string } {
  const [answer, setAnswer] = useState<{ readonly path?: string; readonly value?: T; readonly problem?: string }>({});
  useEffect(() => {
    if (path === undefined) return;
    let current = true;
    const ask = (): void => {
      getJson<T>(path).then(
        (value) => current && setAnswer({ path, value }),
        (problem) => current && setAnswer((before) => ({ ...before, path, problem: String(problem.message) })),
      );
    };
    ask();
    const timer = everyMs === undefined ? undefined : setInterval(ask, everyMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [path, everyMs]);
  return answer.path === path ? answer : {};
}
