import type { KommoContact } from '../kommo/api.ts';
import { foldEmail } from '../ledger/email.ts';
import { createCompanyDomains } from '../matching/company-domains.ts';
import { emailsOf } from '../matching/contact-emails.ts';
import { domainOf, isSameMailbox } from '../matching/email.ts';
import { domainSpellings, otherSpellings } from '../matching/search-terms.ts';
import { distinctiveWord } from '../matching/similarity.ts';
import type { Settings } from '../rules/settings.ts';
import { type KommoSearch, resultsAtMost } from './kommo-search.ts';
import type { SearchedCustomer } from './searched-customer.ts';

/**
 * Searches for a customer whose address nobody has: for other spellings of it, then for the company. Stops as soon as
 * the customer's own mailbox is found. What it costs beyond the search for the address: a request for each other
 * spelling (none for `anna@acme.example`, three for `anna.schmidt@gmail.com`); then two for the company's domain where
 * the settings want it and the domain is no mail provider's; then one for the customer's name, and one for the company's
 * name when FastSpring knows it. Colleagues and namesakes share theirs.
 * @throws the errors of server/kommo/errors.ts
 */
export async function searchWidely(
  search: KommoSearch,
  searched: SearchedCustomer,
  matching: Settings['matching'],
): Promise<SearchedCustomer> {
  const { email, emailFolded, name } = searched.customer;
  const gathered = createGathering(searched);
  const isOwn = (contact: KommoContact) => emailsOf(contact).some((own) => isSameMailbox(own, email ?? ''));
  const isFound = () => gathered.result().contacts.some(isOwn);

  for (const spelling of email === null ? [] : otherSpellings(email)) {
    gathered.add({ contacts: await search.contacts(spelling) });
    if (isFound()) return gathered.result();
  }
  const folded = emailFolded ?? foldEmail(email ?? '');
  const counts = folded !== null && matching.byCompanyDomain !== 'off';
  const domain = counts ? createCompanyDomains(matching).of(domainOf(folded)) : null;
  if (domain !== null) {
    for (const spelling of domainSpellings(domain)) {
      const contacts = await search.contacts(spelling);
      gathered.add({ contacts, isCut: contacts.length >= resultsAtMost });
      gathered.add({ companies: await search.companies(spelling) });
    }
  }
  // A label, dots, full-width letters in Kommo's spelling cannot be guessed; the owner's name is mostly the same.
  const namesakes = folded === null || name === null || isFound() ? [] : await search.contacts(name);
  gathered.add({ contacts: namesakes.filter(isOwn) });
  const word = isFound() ? null : distinctiveWord(searched.customer.company ?? '');
  if (word !== null) gathered.add({ companies: await search.companies(word) });
  return gathered.result();
}

type Found = Partial<Pick<SearchedCustomer, 'contacts' | 'companies' | 'isCut'>>;

function createGathering(start: SearchedCustomer) {
  let gathered = start;
  return {
    add: ({ contacts = [], companies = [], isCut = false }: Found) => {
      gathered = {
        ...gathered,
        contacts: withoutTwins([...gathered.contacts, ...contacts]),
        companies: withoutTwins([...gathered.companies, ...companies]),
        isCut: gathered.isCut || isCut,
      };
    },
    result: () => gathered,
  };
}

function withoutTwins<Entity extends { readonly id: number }>(entities: readonly Entity[]): readonly Entity[] {
  return [...new Map(entities.map((entity) => [entity.id, entity])).values()];
}
