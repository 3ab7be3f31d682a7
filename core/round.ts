/** Whole numbers as they are, others to three figures: what a reason shows, never what is computed with. */
export function round(value: number): string {
  const shown = Number.isInteger(value) ? value : Number(value.toPrecision(3));
  // Not toLocaleString: its first use loads ICU, tens of milliseconds that every synthesis would pay.
  return Number.isInteger(shown) ? String(shown).replaceAll(/\B(?=(\d{3})+$)/g, ',') : String(shown);
}
