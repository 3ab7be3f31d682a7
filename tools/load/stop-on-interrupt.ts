const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first Ctrl-C ends the load, and the event ledger is still printed; a second one ends the process. */
export function stopOnInterrupt(say: (text: string) => void): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    say('stopping: waiting for the requests in flight (press Ctrl-C again to stop at once)');
    controller.abort();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    end: () => {
      for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
    },
  };
}
