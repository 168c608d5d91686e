import type { Customer, CustomerLead } from '../database/generated/client.ts';
import type { KommoCompany, KommoContact } from '../kommo/api.ts';
import type { LeadTag } from '../matching/lead-tag.ts';

/** A customer, and what is known of it before anything is asked of Kommo. */
export interface SoughtCustomer {
  readonly customer: Customer;
  readonly links: readonly CustomerLead[];
  readonly tags: readonly LeadTag[];
}

/** The same with what Kommo found; strangers among them. */
export interface SearchedCustomer extends SoughtCustomer {
  readonly contacts: readonly KommoContact[];
  readonly companies: readonly KommoCompany[];
  /** Kommo had more colleagues than one answer holds */
  readonly isCut: boolean;
}
