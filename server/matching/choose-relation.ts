import { chooseLead, type LeadChoice, leadState, mostPreferred } from './choose-lead.ts';
import type { Match } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import type { Relation } from './relations.ts';

/** A lead that could be chosen, and through whom. */
export interface Choice extends LeadChoice {
  readonly relation: Relation;
}

/**
 * The lead of the one person who has the address. Several contacts may have it: then they must share the lead, or only
 * one of them has one in the product's pipeline, or an open one; otherwise nobody can tell, and the answer is null.
 */
export function choosePersonsLead(persons: readonly Relation[], input: MatchInput): Match | null {
  return onlyOne(choicesOf(persons, input));
}

/**
 * Colleagues share a domain, so it decides only where Kommo knows the company, and then only for the colleague of the
 * same name, or when the whole company has a single open lead (in the product's pipeline). Closed leads of colleagues are
 * only suggested.
 */
export function chooseByCompanyDomain(colleagues: readonly Relation[], input: MatchInput): Match | null {
  if (!isOneCompany(colleagues, input)) return null;
  const withOpenLeads = colleagues.map((colleague) => ({
    ...colleague,
    leads: colleague.leads.filter((lead) => leadState(lead, input.pipelines) === 'open'),
  }));
  const sameName = withOpenLeads.filter(({ details }) => details.sameName);
  if (sameName.length > 0) return choosePersonsLead(sameName, input);
  const choices = choicesOf(withOpenLeads, input);
  const isSingle = ({ because }: Choice) => because === 'only' || because === 'onlyInPipeline';
  return choices.every(isSingle) ? onlyOne(choices) : null;
}

/**
 * Whether Kommo itself shows that the domain is a company's: by its web site, or because everybody at the domain is of
 * it. Contacts of several companies, or of none, may be customers of a mail provider that is on no list.
 */
function isOneCompany(colleagues: readonly Relation[], { companyDomains }: MatchInput): boolean {
  if (colleagues.some(({ details }) => companyDomains.isNamed(details.domain ?? ''))) return true;
  if (new Set(colleagues.flatMap(({ companyIds }) => companyIds)).size !== 1) return false;
  const contacts = colleagues.filter(({ contactId }) => contactId !== null);
  const areOfIt = contacts.length > 0 && contacts.every(({ companyIds }) => companyIds.length > 0);
  return areOfIt || colleagues.some(({ hasWebSite }) => hasWebSite);
}

/** What each of them would give, if asked alone; of these the most preferred. */
export function choicesOf(relations: readonly Relation[], input: MatchInput): readonly Choice[] {
  const choices = relations.flatMap((relation) => {
    const choice = chooseLead(relation.leads, input);
    return choice === null ? [] : [{ ...choice, relation }];
  });
  return mostPreferred(choices, ({ lead }) => lead, input);
}

function onlyOne(choices: readonly Choice[]): Match | null {
  const [first] = choices;
  if (first === undefined || choices.some(({ lead }) => lead.id !== first.lead.id)) return null;
  const { relation, lead, because, equalLeads } = first;
  return {
    leadId: lead.id,
    contactId: relation.contactId,
    reason: relation.reason,
    confidence: relation.confidence,
    details: { ...relation.details, lead: because, equalLeads },
  };
}
