/**
 * An answer in the form in which answers are compared: NFKC, case folded, white space collapsed and trimmed.
 * Upper case first: it is where JavaScript has the full folding (`ß` becomes `SS`).
 */
export function normalizeAnswer(answer: string): string {
  return answer.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();
}
