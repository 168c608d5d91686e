import type { PaidTotal, PaymentStatus } from '../card/payments-view.ts';

/** What `POST /api/v1/leads/payments-summary` answers: the leads in the order in which they were named, each once. */
export interface PaymentsSummary {
  readonly leads: readonly LeadSummary[];
}

export type LeadSummary = VisibleLead | HiddenLead;

export interface VisibleLead {
  readonly leadId: number;
  readonly hidden: false;
  /** null where it has none, or Kommo did not answer */
  readonly name: string | null;
  readonly status: PaymentStatus;
  /** tax included, one per currency, over live completed orders */
  readonly paid: readonly PaidTotal[];
  /** the names of the lead's customers, or their addresses */
  readonly customers: readonly string[];
}

/** Kommo does not show it to the reader; nothing else is said of it. */
interface HiddenLead {
  readonly leadId: number;
  readonly hidden: true;
}
