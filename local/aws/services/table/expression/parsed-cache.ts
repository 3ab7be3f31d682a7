/** Expression texts kept parsed. A program has a few dozen; one that writes values into the text must not grow memory. */
const MAX_TEXTS = 1_000;

/** `parse`, remembering its results by text: the least recently used are forgotten first. A failure is not kept. */
export function cachedByText<Result>(parse: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  let latest = '';
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) {
      // Moving the text to the end is what keeps the order; the same text twice in a row needs no move.
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
