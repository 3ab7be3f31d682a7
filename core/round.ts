/** Formats whole numbers as they are, others to three digits. For display only, never for further computation. */
export function round(value: number): string {
  const shown = Number.isInteger(value) ? value : Number(value.toPrecision(3));
  // Not toLocaleString: its first use loads ICU, which would add tens of milliseconds to every synthesis.
  return Number.isInteger(shown) ? String(shown).replaceAll(/\B(?=(\d{3})+$)/g, ',') : String(shown);
}

/** `64 KB`: bytes of a limit that AWS states in units of 1,024. */
export function kilobytes(bytes: number): string {
  return `${round(bytes / 1_024)} KB`;
}

/** `6 MB`: bytes of a limit that AWS states in units of 1,048,576. */
export function megabytes(bytes: number): string {
  return `${round(bytes / 1_024 ** 2)} MB`;
}

/** `1 MiB`. */
export function mebibytes(bytes: number): string {
  return `${round(bytes / 1_024 ** 2)} MiB`;
}
