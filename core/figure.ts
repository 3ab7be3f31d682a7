/** A figure of AWS's with the page that states it and the month it was read. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly page: string;
  /** ISO month. */
  readonly read: string;
  /** Set where the figure is not from AWS's own page: whoever shows it says so. */
  readonly unconfirmed?: true;
}
