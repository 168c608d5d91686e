import type { KommoCompany, KommoContact, KommoLead } from '../kommo/api/api.ts';
import { emailsOf } from '../kommo/api/contact-emails.ts';
import { foldEmail } from '../ledger/email.ts';
import { domainsOf, webDomainsOf } from './contact-domains.ts';
import { domainOf, isSameAddress, isSameMailbox } from './email.ts';
import type { MatchDetails } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import { compareCompanies, compareNames } from './similarity.ts';

/** A contact or company that may be the customer's, with the reason, and its leads that still exist. */
export interface Relation {
  readonly reason: 'email' | 'alias' | 'domain' | 'company';
  readonly confidence: number;
  readonly contactId: number | null;
  readonly companyId: number | null;
  /** the companies of the contact, or the company itself */
  readonly companyIds: readonly number[];
  /** it is a company with its own web site at the customer's domain */
  readonly hasWebSite?: boolean;
  /** it is the company of the payer's own contact, which has no lead */
  readonly isOwnCompany?: boolean;
  readonly details: MatchDetails;
  readonly leads: readonly KommoLead[];
}

/** Each contact and company related to the customer, with its strongest reason; unrelated ones are left out. */
export function findRelations(input: MatchInput): readonly Relation[] {
  const contacts = input.contacts.filter((contact) => !contact.is_deleted).toSorted(byId);
  const companies = input.companies.filter((company) => !company.is_deleted).toSorted(byId);
  const people = contacts.flatMap((contact) => relationOf(contact, input) ?? []);
  const persons = personsIn(people);
  return [...people, ...companies.flatMap((company) => companyRelationOf(company, persons, input) ?? [])];
}

/** The contacts with the payer's exact address, or else with an equivalent one. */
export function personsIn(relations: readonly Relation[]): readonly Relation[] {
  const owners = relations.filter(({ reason }) => reason === 'email');
  return owners.length > 0 ? owners : relations.filter(({ reason }) => reason === 'alias');
}

function relationOf(contact: KommoContact, input: MatchInput): Relation | null {
  const { email, name } = input.customer;
  if (email === null) return null;
  const emails = emailsOf(contact);
  const companyIds = contact._embedded?.companies.map(({ id }) => id) ?? [];
  const base = {
    contactId: contact.id,
    companyId: null,
    companyIds,
    leads: leadsOf(contact, contact.id, input),
  };
  const details = { email, contact: contact.name || emails[0] || `#${contact.id}` };
  if (emails.some((own) => isSameAddress(own, email))) return { ...base, reason: 'email', confidence: 95, details };
  const contactEmail = emails.find((own) => isSameMailbox(own, email));
  if (contactEmail !== undefined) {
    return { ...base, reason: 'alias', confidence: 85, details: { ...details, contactEmail } };
  }
  const domain = companyDomainOf(input);
  if (domain === null || !domainsOf(contact).some((own) => input.companyDomains.of(own) === domain)) return null;
  const names = compareNames(name ?? '', contact.name ?? '');
  return {
    ...base,
    reason: 'domain',
    confidence: names === 'different' ? 55 : 70,
    details: { contact: details.contact, domain, ...(names === 'same' && { sameName: true }) },
  };
}

function companyRelationOf(company: KommoCompany, persons: readonly Relation[], input: MatchInput): Relation | null {
  const base = {
    contactId: null,
    companyId: company.id,
    companyIds: [company.id],
    leads: leadsOf(company, null, input),
  };
  const name = company.name ?? '';
  const domain = companyDomainOf(input);
  const isAtDomain = (host: string) => input.companyDomains.of(host) === domain;
  if (domain !== null && domainsOf(company).some(isAtDomain)) {
    const hasWebSite = webDomainsOf(company).some(isAtDomain);
    return { ...base, hasWebSite, reason: 'domain', confidence: 50, details: { company: name || domain, domain } };
  }
  const member = persons.find(({ leads, companyIds }) => leads.length === 0 && companyIds.includes(company.id));
  if (member !== undefined) {
    const { contact } = member.details;
    const details = { company: name || `#${company.id}`, contact };
    return { ...base, isOwnCompany: true, reason: 'company', confidence: 80, details };
  }
  const customerCompany = input.customer.company;
  if (customerCompany === null) return null;
  switch (compareCompanies(name, customerCompany)) {
    case 'same':
      return { ...base, reason: 'company', confidence: 40, details: { company: name } };
    case 'alike':
      return { ...base, reason: 'company', confidence: 30, details: { company: name, customerCompany } };
    case 'different':
      return null;
  }
}

/** Kommo does not document the order of its results, so it must not decide anything. */
function byId(one: { readonly id: number }, other: { readonly id: number }): number {
  return one.id - other.id;
}

/** The domain of the customer's address if it identifies a company and the settings allow its use. */
function companyDomainOf({ customer, byCompanyDomain, companyDomains }: MatchInput): string | null {
  if (byCompanyDomain === 'off' || customer.email === null) return null;
  const folded = foldEmail(customer.email);
  return folded === null ? null : companyDomains.of(domainOf(folded));
}

/**
 * The leads of a contact or company that still exist and may be linked. A lead may name its contact without the reverse.
 * @param contactId null for a company
 */
function leadsOf(
  { _embedded }: KommoContact | KommoCompany,
  contactId: number | null,
  { leads, removedLeadIds }: MatchInput,
): readonly KommoLead[] {
  const ids = new Set(_embedded?.leads.map(({ id }) => id));
  const isTheirs = (lead: KommoLead) => ids.has(lead.id) || lead._embedded?.contacts.some(({ id }) => id === contactId);
  return leads.filter((lead) => !lead.is_deleted && !removedLeadIds.includes(lead.id) && isTheirs(lead));
}
