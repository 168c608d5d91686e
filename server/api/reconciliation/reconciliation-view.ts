import type { HistoryProblem } from '../../history/history-problem.ts';

/** Whether FastSpring and the ledger agree: part of `GET /api/v1/status`, and what `POST /api/v1/reconciliation` answers. */
export interface ReconciliationView {
  /** FastSpring's API credentials are saved, so that it can be asked */
  readonly hasCredentials: boolean;
  /** the last look for what FastSpring could not deliver; null before the first */
  readonly catchUp: CatchUpView | null;
  /** since when everything is being compared; null when it is not */
  readonly runningSince: string | null;
  /** when everything is compared next; null before the account was first looked at */
  readonly nextAt: string | null;
  /** whether Kommo reports created and deleted leads and contacts immediately; otherwise the comparison finds them */
  readonly kommoChanges: 'at_once' | 'nightly';
  /** the last whole comparison, which sums up all sales; null before the first, and for those who may not see all buyers */
  readonly comparison: ComparisonView | null;
}

export interface CatchUpView {
  readonly at: string;
  /** what was missing here and has been taken in */
  readonly takenIn: number;
  /** FastSpring has more undelivered events than it shows while none is marked as processed */
  readonly moreThanShown: boolean;
  /** null when it went through */
  readonly problem: HistoryProblem | null;
}

export interface ComparisonView {
  readonly checkedAt: string;
  /** from when on the two sides are compared; what was before is neither imported nor news */
  readonly since: string;
  /** every difference is healed, and both sides have the same sums */
  readonly agrees: boolean;
  /** null when FastSpring could not be asked */
  readonly fastspring: BookView | null;
  readonly panel: BookView;
  readonly problem: HistoryProblem | null;
  /** false when the account has too many events for the ledger to be recomputed beside its daily work */
  readonly ledgerChecked: boolean;
  /** false when Kommo could not be asked for its leads and contacts */
  readonly kommoChecked: boolean;
  readonly differences: number;
  readonly healed: number;
}

/** Live completed orders, renewals included, and active subscriptions. */
export interface BookView {
  readonly orders: number;
  readonly totals: readonly { readonly currency: string; readonly amount: string }[];
  readonly activeSubscriptions: number;
}

/** `GET /api/v1/reconciliation/differences`: what the last comparison found, one by one, the first 200. */
export interface DifferencesView {
  readonly checkedAt: string | null;
  readonly differences: readonly DifferenceView[];
}

export interface DifferenceView {
  readonly what: 'order' | 'refund' | 'subscription' | 'customer' | 'fact' | 'field' | 'link';
  readonly name: string;
  readonly cause:
    | 'not_delivered'
    | 'not_recorded'
    | 'amount'
    | 'state'
    | 'not_at_fastspring'
    | 'ledger_lost'
    | 'ledger_changed'
    | 'ledger_invented'
    | 'refunded_beyond_paid'
    | 'field_edited'
    | 'lead_gone'
    | 'contact_gone';
  /** what each side says, where that can be said in a word */
  readonly fastspring: string | null;
  readonly panel: string | null;
  readonly healed: boolean;
}
