/** Sums of one month in one currency, tax included: orders as in `totals`, their refunds when they were given. */
export interface MonthView {
  /** e.g. `2026-11` */
  readonly month: string;
  readonly currency: string;
  readonly paid: string;
  readonly refunded: string;
  /** charges to come */
  readonly expected: string;
}

export interface ChargeView {
  readonly at: string;
  /** tax included; with its currency null when FastSpring does not report it */
  readonly amount: string | null;
  readonly currency: string | null;
}
