/** What a person sees while a run takes its time. */
export interface Progress {
  say(text: string): void;
  /** Nothing more comes. */
  end(): void;
}

/** Between two lines where the output is no terminal. */
const LINE_EVERY_MS = 5_000;

/** One line that changes on a terminal; a line now and then elsewhere. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let spokeAt = performance.now();
  let shown = false;
  return {
    say: (text) => {
      if (stream.isTTY) {
        stream.write(`\r\u001b[2K${text}`);
        shown = true;
      } else if (performance.now() - spokeAt > LINE_EVERY_MS) {
        stream.write(`${text}\n`);
        spokeAt = performance.now();
      }
    },
    end: () => {
      if (shown) stream.write('\r\u001b[2K');
    },
  };
}
