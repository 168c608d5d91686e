import type { RefusedWebhookView } from '../../fastspring/webhook/refusals.ts';
import type { HealthEntry } from '../../health/health-entry.ts';
import type { InvoicesView } from '../../invoices/invoices-view.ts';
import type { PauseView } from '../pause/pause-view.ts';
import type { ReconciliationView } from '../reconciliation/reconciliation-view.ts';

/** What `GET /api/v1/status` answers: is the connection well, and if not, since when and why. */
export interface StatusView {
  readonly kommo: {
    /** connected | needs_reauthorization | payment_required | blocked | uninstalled */
    readonly state: string;
    readonly reason: string | null;
    readonly subdomain: string;
    /** nothing is sent to Kommo before this moment; null when nothing holds it back */
    readonly pausedUntil: string | null;
    /** of the access token, which renews itself; null for a long-lived one */
    readonly tokenExpiresAt: string | null;
  };
  readonly fastspring: {
    readonly hasWebhookSecret: boolean;
    /** when the last verified webhook came; null when none has */
    readonly lastWebhookAt: string | null;
    /** the last webhook was refused, and none accepted since; null otherwise */
    readonly refused: RefusedWebhookView | null;
    /** the last event came without webhook expansion, and lacks what the panel needs */
    readonly lacksExpansion?: true;
  };
  /** what is still to be worked on */
  readonly backlog: {
    readonly events: number;
    readonly effects: number;
    /** customers waiting for a lead search */
    readonly customers: number;
    /** since when the oldest of it waits; null when nothing does */
    readonly oldestAt: string | null;
  };
  /** an administrator has paused writing to Kommo; null while it is not paused */
  readonly pause: PauseView | null;
  /** what is wrong, since when, and in figures; empty when all is well */
  readonly health: readonly HealthEntry[];
  readonly alarms: {
    /** whether this server sends e-mails, without which no alarm reaches the address in the settings */
    readonly canEmail: boolean;
    /** when the last alarm for that address was due, if it could not be sent within a day; otherwise null */
    readonly givenUpAt: string | null;
  };
  /** when the process that answers was last stopped, suspended or starved, which delays everything; null when it was not */
  readonly standstill: { readonly endedAt: string; readonly seconds: number } | null;
  /** what needs a person: replay or correct the cause */
  readonly failed: { readonly events: number; readonly effects: number };
  /** at most 10,000 */
  readonly unmatchedCustomers: number;
  /** what has become of the invoices in Kommo's list; null while none was ever written and none is to be */
  readonly invoices: InvoicesView | null;
  /** customers without an e-mail in any event, and why it is not known yet; null when every e-mail is known */
  readonly missingEmails: { readonly customers: number; readonly cause: MissingEmailCause } | null;
  /** whether FastSpring and the ledger agree */
  readonly reconciliation: ReconciliationView;
  readonly asOf: string;
}

/** What has to happen until these customers' e-mails are known; the settings page says it in words. */
type MissingEmailCause = 'no_credentials' | 'credentials_refused' | 'unreachable' | 'being_asked' | 'unknown';
