/** A figure of AWS's with the page that states it and the month it was read. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly page: string;
  /** ISO month. */
  readonly read: string;
  /**
   * Whose dated text quotes AWS's page or price list, where no copy of the page holds the figure itself: AWS fills the
   * tables of its price pages by script.
   */
  readonly quotedBy?: string;
  /** Set where neither AWS's page nor a dated quotation of it was found: whoever shows the figure says so. */
  readonly unconfirmed?: true;
}
