/**
 * Normalizes an answer for comparison: NFKC, case folded, white space collapsed and trimmed.
 * Lower, upper and lower again gives the full case folding: only upper case turns `ß` into `SS`, and only lower case
 * turns `ẞ` into `ß`.
 */
export function normalizeAnswer(answer: string): string {
  const folded = answer.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}
