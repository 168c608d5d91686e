import type { KommoLead, KommoPipeline } from '../../kommo/api/api.ts';
import { createCompanyDomains } from '../../matching/company-domains.ts';
import type { LeadTag } from '../../matching/lead-tag.ts';
import type { MatchOutcome } from '../../matching/match.ts';
import { rankMatch } from '../../matching/rank.ts';
import type { MatchInput } from '../../matching/rank-input.ts';
import type { AccountRun } from '../run.ts';
import type { SearchResult } from './searched-customer.ts';

/** What ranking needs of a search, also of customers who are not in the ledger yet. */
export type RankedSearch = Omit<SearchResult, 'customer'> & Pick<MatchInput, 'customer'>;

/** Leads and pipelines as read from Kommo. */
export interface Surroundings {
  readonly leads: readonly KommoLead[];
  readonly pipelines: readonly KommoPipeline[];
}

/** Reads every lead that the searches name, with one request per 250, and the pipelines. */
export async function readSurroundings(
  run: Pick<AccountRun, 'accountId' | 'leads' | 'memory'>,
  searched: readonly RankedSearch[],
): Promise<Surroundings> {
  const pipelines = await run.memory.pipelines(run.accountId);
  const readings = await run.leads.read(searched.flatMap(leadIdsOf));
  return { pipelines, leads: [...readings.values()].map(({ lead }) => lead) };
}

function leadIdsOf({ links, tags, contacts, companies }: RankedSearch): readonly number[] {
  return [
    ...links.filter((link) => link.removedBy === null).map((link) => Number(link.leadId)),
    ...tags.filter(({ kind }) => kind === 'signed').map(({ leadId }) => leadId),
    ...[...contacts, ...companies].flatMap((found) => found._embedded?.leads.map(({ id }) => id) ?? []),
  ];
}

/**
 * Ranks once per tag, because each may name another lead; without tags there is one outcome.
 * @param byCompanyDomain `off` until the company was searched for: colleagues found by chance prove nothing
 */
export function rankCustomer(
  { settings }: Pick<AccountRun, 'settings'>,
  { customer, links, tags, contacts, companies, isCut }: RankedSearch,
  surroundings: Surroundings & Pick<MatchInput, 'byCompanyDomain' | 'productPipelineIds'>,
): readonly MatchOutcome[] {
  const { byCompanyDomain } = surroundings;
  const input = {
    ...surroundings,
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
    // A company with unread contacts may have more leads than the one that was found.
    byCompanyDomain: byCompanyDomain === 'link' && isCut ? ('suggest' as const) : byCompanyDomain,
    companyDomains: createCompanyDomains(settings.matching),
  };
  const named: readonly (LeadTag | null)[] = tags.length === 0 ? [null] : tags;
  return named.map((tag) => rankMatch({ ...input, tag }));
}
