import { chooseLead, type LeadChoice, leadState, mostPreferred } from './choose-lead.ts';
import type { Match } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import type { Relation } from './relations.ts';

/** A lead that could be chosen, and the contact or company that leads to it. */
export interface Choice extends LeadChoice {
  readonly relation: Relation;
}

/**
 * The lead of the person with the address. If several contacts have it, they must share the lead, or only one of them may
 * have a lead in the product's pipeline, or an open one. Otherwise the lead is ambiguous and the answer is null.
 */
export function choosePersonsLead(persons: readonly Relation[], input: MatchInput): Match | null {
  return onlyOne(choicesOf(persons, input));
}

/**
 * Colleagues share a domain, so it decides only where Kommo knows the company, and then only for a colleague with the
 * customer's name, or if the whole company has a single open lead (in the product's pipeline). Closed leads of colleagues
 * are only suggested.
 * @param persons the payer's own contacts, none with a lead: they say whether the domain is of one company
 */
export function chooseByCompanyDomain(
  colleagues: readonly Relation[],
  persons: readonly Relation[],
  input: MatchInput,
): Match | null {
  if (!isOneCompany(colleagues, persons, input)) return null;
  const withOpenLeads = openOnly(colleagues, input);
  const sameName = withOpenLeads.filter(({ details }) => details.sameName);
  if (sameName.length > 0) return choosePersonsLead(sameName, input);
  return onlyOpenLead(withOpenLeads, input);
}

function openOnly(relations: readonly Relation[], { pipelines }: MatchInput): readonly Relation[] {
  return relations.map((relation) => ({
    ...relation,
    leads: relation.leads.filter((lead) => leadState(lead, pipelines) === 'open'),
  }));
}

function onlyOpenLead(withOpenLeads: readonly Relation[], input: MatchInput): Match | null {
  const choices = choicesOf(withOpenLeads, input);
  const isSingle = ({ because }: Choice) => because === 'only' || because === 'onlyInPipeline';
  return choices.every(isSingle) ? onlyOne(choices) : null;
}

/**
 * The only open lead (in the product's pipeline) of the company to which the payer's own contact belongs; null when that
 * contact belongs to several, or when colleagues at the company have others.
 */
export function chooseByOwnCompany(
  companies: readonly Relation[],
  colleagues: readonly Relation[],
  input: MatchInput,
): Match | null {
  const ids = new Set(companies.flatMap(({ companyIds }) => companyIds));
  if (ids.size !== 1) return null;
  const ofCompany = colleagues.filter(({ companyIds }) => companyIds.some((id) => ids.has(id)));
  return onlyOpenLead(openOnly([...companies, ...ofCompany], input), input);
}

/**
 * Whether the domain belongs to one company: an administrator named it, or Kommo shows it by the company's web site or by
 * all contacts at the domain. Contacts of several companies, or of none, may be customers of an unlisted mail provider.
 */
function isOneCompany(
  colleagues: readonly Relation[],
  persons: readonly Relation[],
  { companyDomains }: MatchInput,
): boolean {
  if (colleagues.some(({ details }) => companyDomains.isNamed(details.domain ?? ''))) return true;
  if (new Set([...colleagues, ...persons].flatMap(({ companyIds }) => companyIds)).size !== 1) return false;
  const contacts = colleagues.filter(({ contactId }) => contactId !== null);
  const allHaveCompany = contacts.length > 0 && contacts.every(({ companyIds }) => companyIds.length > 0);
  return allHaveCompany || colleagues.some(({ hasWebSite }) => hasWebSite);
}

/** The lead chosen for each relation by itself, and of these the most preferred. */
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
