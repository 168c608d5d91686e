/**
 * `overdue`: a renewal is not paid; `declined`: the last charge failed; `trial-ending`: within 7 days;
 * `card-expired` and `card-expiring`: the next charge will be declined, the latter within 30 days or before the next charge;
 * `debt`: a renewal is not paid, though its subscription was canceled or has ended; `ending`: canceled, active until `until`; `paused`; `refund` and `chargeback`: of the last 30 days.
 */
export type ProblemKind =
  | 'overdue'
  | 'declined'
  | 'debt'
  | 'card-expired'
  | 'card-expiring'
  | 'trial-ending'
  | 'ending'
  | 'paused'
  | 'refund'
  | 'chargeback';

export interface Problem {
  readonly kind: ProblemKind;
  readonly since: string;
  /** when it settles itself: the trial's or the subscription's end; null when it does not, or nobody knows */
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
