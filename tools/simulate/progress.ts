/** Shows a person the progress of a long run. */
export interface Progress {
  say(text: string): void;
  /** Call it after the last message. */
  end(): void;
}

/** Time between two lines if the output is not a terminal. */
const LINE_EVERY_MS = 5_000;

/** Shows one changing line on a terminal; elsewhere, a line now and then. */
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
