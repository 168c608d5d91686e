/**
 * `overdue`: a renewal is not paid; `declined`: the last charge failed; `debt`: a renewal is not paid, though its
 * subscription was canceled or has ended; `card-expired`: the next charge will be declined; `card-expiring`: within 30
 * days or before the next charge; `trial-ending`: within 7 days; `ending`: canceled, active until `until`; `paused`;
 * `refund` and `chargeback`: of the last 30 days. The most urgent first.
 */
export const problemKinds = [
  'chargeback',
  'overdue',
  'declined',
  'debt',
  'card-expired',
  'refund',
  'trial-ending',
  'card-expiring',
  'ending',
  'paused',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

export interface Problem {
  readonly kind: ProblemKind;
  readonly since: string;
  /** the last day of the trial, the subscription or the card; null when there is none or it is unknown */
  readonly until: string | null;
  /** what is owed or was given back, tax included; null when unknown */
  readonly amount: string | null;
  readonly currency: string | null;
  /** in words, e.g. "the card has expired"; null when FastSpring does not say */
  readonly reason: string | null;
  readonly product: string | null;
  readonly orderId: string | null;
  readonly subscriptionId: string | null;
  /** the customer's own page at FastSpring, to be sent to them for a new card; null when unknown */
  readonly updatePaymentUrl: string | null;
}
