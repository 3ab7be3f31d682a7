import type { ChildProcess } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import { stop } from 'esbuild';

/**
 * Remembers the child processes that this thread starts from now on. The result ends esbuild and waits for all of them.
 * A child belongs to the event loop of the thread that started it. Once that loop has ended, nobody waits for the
 * child, and it stays `<defunct>` while the process runs. esbuild's `stop` does not wait, and gives no access to its
 * child.
 */
export function rememberChildren(): () => Promise<void> {
  const children = new Set<ChildProcess>();
  // https://nodejs.org/api/diagnostics_channel.html: 'child_process', emitted when a process is created.
  diagnostics.subscribe('child_process', (message) => {
    const { process: child } = message as { readonly process: ChildProcess };
    children.add(child);
    child.once('exit', () => children.delete(child));
  });
  return async () => {
    const ended = [...children].map((child) => {
      // esbuild's child does not keep the thread alive by itself.
      child.ref();
      return once(child, 'exit');
    });
    await stop();
    await Promise.all(ended);
  };
}
