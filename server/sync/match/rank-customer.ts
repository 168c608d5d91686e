import type { KommoLead, KommoPipeline } from '../../kommo/api/api.ts';
import { createCompanyDomains } from '../../matching/company-domains.ts';
import type { LeadTag } from '../../matching/lead-tag.ts';
import type { MatchOutcome } from '../../matching/match.ts';
import { rankMatch } from '../../matching/rank.ts';
import type { MatchInput } from '../../matching/rank-input.ts';
import type { AccountRun } from '../run.ts';
import { productPipelinesOf } from './product-pipelines.ts';
import type { SearchResult } from './searched-customer.ts';

/** Leads and pipelines as read from Kommo, and the use of the company's domain so far. */
export interface Surroundings {
  readonly leads: readonly KommoLead[];
  readonly pipelines: readonly KommoPipeline[];
  /** `off` until the company was searched for: colleagues found by chance prove nothing */
  readonly byCompanyDomain: MatchInput['byCompanyDomain'];
}

/** Ranks once per tag, because each may name another lead; without tags there is one outcome. */
export async function rankCustomer(
  run: AccountRun,
  { customer, links, tags, contacts, companies, isCut }: SearchResult,
  { leads, pipelines, byCompanyDomain }: Surroundings,
): Promise<readonly MatchOutcome[]> {
  const input = {
    customer,
    links: links
      .filter((link) => link.removedBy === null)
      .map((link) => ({
        leadId: Number(link.leadId),
        contactId: link.contactId === null ? null : Number(link.contactId),
        byHand: link.reason === 'hand',
        since: link.since.getTime(),
      })),
    removedLeadIds: links.filter((link) => link.removedBy !== null).map((link) => Number(link.leadId)),
    contacts,
    companies,
    leads,
    pipelines,
    productPipelineIds: await productPipelinesOf(run, customer.id),
    // A company with unread contacts may have more leads than the one that was found.
    byCompanyDomain: byCompanyDomain === 'link' && isCut ? ('suggest' as const) : byCompanyDomain,
    companyDomains: createCompanyDomains(run.settings.matching),
  };
  const named: readonly (LeadTag | null)[] = tags.length === 0 ? [null] : tags;
  return named.map((tag) => rankMatch({ ...input, tag }));
}
