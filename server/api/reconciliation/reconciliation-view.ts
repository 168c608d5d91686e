import type { CatchUp, Comparison, Difference } from '../../history/reconciliation/results.ts';

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

export type CatchUpView = CatchUp;

/** `agrees`: every difference is healed, and both sides have the same sums. */
export interface ComparisonView
  extends Pick<Comparison, 'checkedAt' | 'agrees' | 'problem' | 'ledgerChecked' | 'kommoChecked'> {
  /** from when on the two sides are compared; what was before is neither imported nor news */
  readonly since: string;
  /** null when FastSpring could not be asked */
  readonly fastspring: BookView | null;
  readonly panel: BookView;
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

export type DifferenceView = Omit<Difference, 'id'>;
