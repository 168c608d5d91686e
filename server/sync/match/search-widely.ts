import type { KommoContact } from '../../kommo/api/api.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { foldEmail } from '../../ledger/email.ts';
import { createCompanyDomains } from '../../matching/company-domains.ts';
import { domainOf, isSameMailbox } from '../../matching/email.ts';
import { domainSpellings, otherSpellings } from '../../matching/search-terms.ts';
import { distinctiveWord } from '../../matching/similarity.ts';
import type { Settings } from '../../rules/settings/settings.ts';
import { type KommoSearch, resultsAtMost } from './kommo-search.ts';
import type { SearchResult } from './searched-customer.ts';

/**
 * Searches for a customer if no contact with the exact address has a lead: for its other spellings, then for the company.
 * Stops as soon as a contact with the customer's own mailbox and a lead is found. Costs one request for each other
 * spelling (none for `anna@acme.example`, three for `anna.schmidt@gmail.com`); two for the company's domain, if the
 * settings use it and it is not a mail provider's; one for the customer's name; and one for the company's name, if
 * FastSpring has it. Customers with the same search term share its request.
 * @throws the errors of server/kommo/requests/errors.ts
 */
export async function searchWidely(
  search: KommoSearch,
  searched: SearchResult,
  matching: Settings['matching'],
): Promise<SearchResult> {
  const { email, emailFolded, name } = searched.customer;
  let gathered = searched;
  const add = ({ contacts = [], companies = [], isCut = false }: Found) => {
    gathered = {
      ...gathered,
      contacts: uniqueById([...gathered.contacts, ...contacts]),
      companies: uniqueById([...gathered.companies, ...companies]),
      isCut: gathered.isCut || isCut,
    };
  };
  const isOwn = (contact: KommoContact) => emailsOf(contact).some((own) => isSameMailbox(own, email ?? ''));
  const isFound = () => gathered.contacts.some((own) => isOwn(own) && hasLead(own));
  add({ contacts: await search.byAddress(email) });

  for (const spelling of email === null ? [] : otherSpellings(email)) {
    add({ contacts: await search.contacts(spelling) });
    if (isFound()) return gathered;
  }
  const folded = emailFolded ?? foldEmail(email ?? '');
  const usesDomain = folded !== null && matching.byCompanyDomain !== 'off';
  const domain = usesDomain ? createCompanyDomains(matching).of(domainOf(folded)) : null;
  if (domain !== null) {
    for (const spelling of domainSpellings(domain)) {
      const contacts = await search.contacts(spelling);
      add({ contacts, isCut: contacts.length >= resultsAtMost });
      add({ companies: await search.companies(spelling) });
    }
  }
  // A label, dots or full-width letters in Kommo's spelling cannot be guessed, but the owner's name is usually the same.
  const namesakes = folded === null || name === null || isFound() ? [] : await search.contacts(name);
  add({ contacts: namesakes.filter(isOwn) });
  const word = isFound() ? null : distinctiveWord(searched.customer.company ?? '');
  if (word !== null) add({ companies: await search.companies(word) });
  return gathered;
}

const hasLead = ({ _embedded }: KommoContact): boolean => (_embedded?.leads.length ?? 0) > 0;

type Found = Partial<Pick<SearchResult, 'contacts' | 'companies' | 'isCut'>>;

function uniqueById<Entity extends { readonly id: number }>(entities: readonly Entity[]): readonly Entity[] {
  return [...new Map(entities.map((entity) => [entity.id, entity])).values()];
}
