import type { eventStates } from '../../recording/event-states.ts';
import type { EffectContent } from '../../rules/planning/effect.ts';

/** What `GET /api/v1/events` answers, newest first. */
export interface EventLogPage {
  readonly events: readonly EventLogEntry[];
  /** for `?cursor=`; null on the last page */
  readonly nextCursor: string | null;
}

/** One line of the event log: what came, what became of it and what it did in Kommo. */
export interface EventLogEntry {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly live: boolean | null;
  readonly source: string;
  readonly receivedAt: string;
  readonly status: (typeof eventStates)[number];
  /** an earlier event reported the same; what was done in Kommo is that one’s */
  readonly repeated: boolean;
  /** why it waits or failed */
  readonly reason: unknown;
  /** what it says, a line in the reader's language; null while it was not read */
  readonly text: string | null;
  readonly customer: { readonly email: string | null; readonly name: string | null } | null;
  readonly effects: readonly EventEffect[];
}

export interface EventEffect {
  /** for `POST /api/v1/effects/{id}/retry` */
  readonly id: string;
  readonly leadId: number;
  /** as last seen in Kommo; null when it was not */
  readonly leadName: string | null;
  readonly kind: string;
  /** what is written; null when it was stored in a form that this version cannot read */
  readonly content: EffectContent | null;
  /** open | sending | done | uncertain | failed | skipped */
  readonly status: string;
  readonly attempts: number;
  /** Kommo's own words, or why it was left out */
  readonly lastError: string | null;
  readonly doneAt: string | null;
}

/** What `POST /api/v1/events/replay-failed` answers. */
export interface ReplayedView {
  readonly replayed: number;
  /** there were too many for one call */
  readonly more: boolean;
}
