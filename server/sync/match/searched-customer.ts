import type { KommoCompany, KommoContact } from '../../kommo/api/api.ts';
import type { LeadTag } from '../../matching/lead-tag.ts';
import type { Customer, CustomerLead } from '../../platform/database/generated/client.ts';

/** A customer due for matching, with the stored data that is known before a search in Kommo. */
export interface DueCustomer {
  readonly customer: Customer;
  readonly links: readonly CustomerLead[];
  readonly tags: readonly LeadTag[];
}

/** The same with Kommo's search results, which may include unrelated ones. */
export interface SearchResult extends DueCustomer {
  readonly contacts: readonly KommoContact[];
  readonly companies: readonly KommoCompany[];
  /** Kommo has more colleagues than were read */
  readonly isCut: boolean;
}
