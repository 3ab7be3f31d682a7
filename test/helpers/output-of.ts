import { vi } from 'vitest';

/** The lines that are written to standard output and error while `run` runs: logs and metrics both end there. */
export async function outputOf(run: () => Promise<void> | void): Promise<string[]> {
  let output = '';
  const write = (chunk: unknown) => {
    output += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(write));
  try {
    await run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return output.split('\n').filter((line) => line !== '');
}
