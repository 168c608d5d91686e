import type { KommoCompany, KommoContact, KommoLead, KommoPipeline } from '../kommo/api/api.ts';
import type { CustomerReference } from '../ledger/fact.ts';
import type { CompanyDomains } from './company-domains.ts';
import type { LeadTag } from './lead-tag.ts';

/** Everything known when a customer's lead is searched for. */
export interface MatchInput {
  readonly customer: Pick<CustomerReference, 'email' | 'name' | 'company'>;
  /** the lead named by an order's tags */
  readonly tag: LeadTag | null;
  /** the leads that have this customer's payments, or had them until they disappeared from Kommo */
  readonly links: readonly EarlierLink[];
  /** leads from which a person unlinked this customer: never chosen or offered again */
  readonly removedLeadIds: readonly number[];
  /** results of Kommo's search, and the contacts of links; unrelated ones are ignored */
  readonly contacts: readonly KommoContact[];
  readonly companies: readonly KommoCompany[];
  /** every lead named by the tag, links, contacts and companies, in its current state; missing ones no longer exist */
  readonly leads: readonly KommoLead[];
  readonly pipelines: readonly KommoPipeline[];
  /** where the bought products are sold; empty if the settings name none */
  readonly productPipelineIds: readonly number[];
  readonly byCompanyDomain: 'off' | 'suggest' | 'link';
  readonly companyDomains: CompanyDomains;
}

export interface EarlierLink {
  readonly leadId: number;
  readonly contactId: number | null;
  readonly byHand: boolean;
  /** ms */
  readonly since: number;
}
