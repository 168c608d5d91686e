import type { KommoCompany, KommoContact, KommoLead, KommoPipeline } from '../kommo/api.ts';
import type { CompanyDomains } from './company-domains.ts';
import type { LeadTag } from './lead-tag.ts';

/** All that is known when a customer's lead is looked for. */
export interface MatchInput {
  readonly customer: {
    readonly email: string | null;
    readonly name: string | null;
    readonly company: string | null;
  };
  /** the lead that an order's tags name */
  readonly tag: LeadTag | null;
  /** the leads on which this customer's payments are already, or were until Kommo had the lead no more */
  readonly links: readonly EarlierLink[];
  /** leads from which a person took this customer away: never chosen or offered again */
  readonly removedLeadIds: readonly number[];
  /** what Kommo's search found, and the contacts of links; strangers among them are left out here */
  readonly contacts: readonly KommoContact[];
  readonly companies: readonly KommoCompany[];
  /** every lead named by the tag, the links, the contacts and the companies, as Kommo shows it now; missing ones are gone */
  readonly leads: readonly KommoLead[];
  readonly pipelines: readonly KommoPipeline[];
  /** where the bought products are sold; empty when the settings do not say */
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
