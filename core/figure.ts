/** A figure from AWS, with the page that states it and the month in which the page was read. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly page: string;
  /** ISO month. */
  readonly read: string;
  /**
   * A dated text that quotes AWS's page or price list, if no stored copy of the page holds the figure: scripts fill the
   * tables of AWS's price pages.
   */
  readonly quotedBy?: string;
  /** Set if neither AWS's page nor a dated quotation of it was found. Every output of the figure then says so. */
  readonly unconfirmed?: true;
}
