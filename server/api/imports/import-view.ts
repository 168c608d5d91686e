import type { HistoryProblem } from '../../history/history-problem.ts';
import type { MatchReason } from '../../matching/match.ts';

/**
 * What `POST /api/v1/imports`, `GET /api/v1/imports/{id}` and what is done to one answer: an import of what FastSpring
 * knows of the past. Times are ISO 8601 in UTC, days `YYYY-MM-DD`, money a decimal string.
 */
export interface ImportView {
  readonly id: string;
  /** both days are included */
  readonly begin: string;
  readonly end: string;
  readonly state: ImportState;
  readonly isPaused: boolean;
  /** what it does in Kommo; null until somebody has applied it */
  readonly kommo: ImportKommo | null;
  /** of the present state; null when nothing is under way */
  readonly progress: ImportProgress | null;
  /** null until it is planned */
  readonly plan: ImportPlan | null;
  /** why it does not go on right now; it goes on by itself */
  readonly problem: HistoryProblem | null;
  /** may be taken back */
  readonly canUndo: boolean;
  readonly createdAt: string;
  /** the name of Kommo's user, or the number; null when no user asked for it */
  readonly createdBy: string | null;
  readonly endedAt: string | null;
}

/**
 * `reading` FastSpring, `matching` customers with leads, `planned`: waits for a person; `applying` to the ledger,
 * `linking` to leads, `done`; `undoing`, `undone`; `canceled`.
 */
export type ImportState =
  | 'reading'
  | 'matching'
  | 'planned'
  | 'applying'
  | 'linking'
  | 'done'
  | 'undoing'
  | 'undone'
  | 'canceled';

/** `nothing`: the ledger and the cards only; `fields`: the leads' fields too; `everything`: notes, tasks and moves as well. */
export type ImportKommo = 'nothing' | 'fields' | 'everything';

export interface ImportProgress {
  readonly done: number;
  /** null while it is not known */
  readonly total: number | null;
  /** of the last minutes; null when it has just begun */
  readonly perMinute: number | null;
  /** seconds; null when it is unknown */
  readonly secondsLeft: number | null;
}

export interface ImportPlan {
  readonly orders: ImportCount;
  readonly refunds: ImportCount;
  readonly subscriptions: ImportCount;
  /** of the new orders, tax included, test orders left out */
  readonly totals: readonly { readonly currency: string; readonly total: string }[];
  /** of what FastSpring shows, what is left out because it says no amount or names no order */
  readonly unreadable?: number;
  readonly customers: number;
  /** their payments stand on a lead already */
  readonly linked: number;
  /** whose lead was found, by reason, the most frequent first */
  readonly matched: readonly { readonly reason: MatchReason; readonly customers: number }[];
  /** who stay without a lead, and why, in words */
  readonly unmatched: readonly { readonly why: string; readonly customers: number }[];
  /** some of those whose lead was found */
  readonly examples: readonly ImportExample[];
  /** requests to Kommo that applying it takes, and the seconds that the limit makes of them */
  readonly kommoCalls: number;
  readonly kommoSeconds: number;
}

interface ImportCount {
  readonly found: number;
  /** the panel does not have them yet */
  readonly new: number;
}

interface ImportExample {
  readonly name: string;
  readonly orders: number;
  readonly leadId: number;
  readonly leadName: string;
  readonly explanation: string;
}

/** `GET /api/v1/imports`: newest first. */
export interface ImportsView {
  readonly imports: readonly ImportView[];
}
