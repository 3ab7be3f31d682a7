/**
 * Number of expression texts cached. A program has a few dozen; one that writes values into texts must not fill memory.
 */
const MAX_TEXTS = 1_000;

/** Caches the results of `parse` by text, and drops the least recently used. Does not cache a failure. */
export function cachedByText<Result>(parse: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  let latest = '';
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) {
      // Moves the text to the end, which keeps the order of use; the same text twice in a row is already there.
      if (text !== latest) {
        results.delete(text);
        results.set(text, known);
        latest = text;
      }
      return known;
    }
    const result = parse(text);
    results.set(text, result);
    latest = text;
    if (results.size > MAX_TEXTS) {
      const oldest = results.keys().next();
      if (!oldest.done) results.delete(oldest.value);
    }
    return result;
  };
}
