import type { MatchReason } from '../../matching/match.ts';
import type { NamedCustomer, Paid } from '../card/payments-view.ts';

/**
 * What `GET /api/v1/customers/unmatched` answers: paying customers without a lead, the latest payment first. Its filters:
 * server/api/customers/find-unmatched.ts
 *
 * Money is a decimal string in the currency named beside it, never converted; live completed orders only. Times are
 * ISO 8601 in UTC. Texts for people (`why`, `explanation`) are in the language asked for by `Accept-Language`.
 */
export interface UnmatchedPage {
  readonly customers: readonly UnmatchedCustomer[];
  /** for `?cursor=`; null on the last page */
  readonly nextCursor: string | null;
  /** whether the reader may use `POST /api/v1/customers/{customerId}/lead`, which makes a contact and a lead */
  readonly canCreate: boolean;
}

export interface UnmatchedCustomer extends NamedCustomer {
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null;
  /** tax included, one per currency; empty when only test orders are known */
  readonly paid: Paid['totals'];
  readonly lastPayment: Paid['lastPayment'];
  /** why no lead was chosen, a sentence */
  readonly why: string;
  /** why no contact and lead could be made, in Kommo's words; null when none was wanted or it is on its way */
  readonly notCreated: string | null;
  /** the likeliest first */
  readonly candidates: readonly UnmatchedCandidate[];
  /** when it was put aside, and the name of the Kommo user who did it; null while the customer waits */
  readonly notRelevant: { readonly since: string; readonly by: string | null } | null;
}

/** A lead that might be meant. `PUT /api/v1/leads/{leadId}/customers/{customerId}` links it. */
export interface UnmatchedCandidate {
  readonly leadId: number;
  readonly leadName: string;
  readonly contactName: string | null;
  readonly reason: MatchReason;
  /** the reason in a sentence, with what it rests on */
  readonly explanation: string;
  /** 0 … 100 */
  readonly confidence: number;
}

/** What `POST /api/v1/customers/{customerId}/lead` answers: the lead to which the customer is linked now, made for it or
 * found meanwhile. */
export interface CreatedLead {
  readonly leadId: number;
  readonly leadName: string;
}

/** What `GET /api/v1/customers/{customerId}/lead` answers: what `POST` would create now. */
export interface LeadPreview {
  readonly leadName: string;
  /** names; null where Kommo chooses */
  readonly pipeline: string | null;
  readonly stage: string | null;
  readonly responsible: string | null;
  /** false: the contact with the customer's address gets the lead */
  readonly isNewContact: boolean;
}
