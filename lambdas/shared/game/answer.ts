/**
 * An answer in the form in which answers are compared: NFKC, case folded, white space collapsed and trimmed.
 * Down, up and down again is the full folding: only upper case has `ß` as `SS`, and only lower case has `ẞ` as `ß`.
 */
export function normalizeAnswer(answer: string): string {
  const folded = answer.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}
