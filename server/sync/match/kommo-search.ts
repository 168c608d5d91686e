import type { KommoCompany, KommoContact } from '../../kommo/api/api.ts';
import { KommoRefused } from '../../kommo/requests/errors.ts';
import { readableEmail } from '../../ledger/email.ts';
import { keep } from '../../platform/runtime/keep.ts';
import type { AccountRun } from '../run.ts';

/** Kommo's search during one run of the account's job; each term is searched for once. */
export interface KommoSearch {
  /** the contacts with this address, and unrelated ones; none without an address */
  readonly byAddress: (email: string | null) => Promise<readonly KommoContact[]>;
  /** may include unrelated contacts; about 500 at most */
  readonly contacts: (term: string) => Promise<readonly KommoContact[]>;
  readonly companies: (term: string) => Promise<readonly KommoCompany[]>;
}

/** Further results for a term are not read. */
export const resultsAtMost = 500;

/** One request per term and 250 results. A term that Kommo refuses to search for has no results. */
export function createKommoSearch(run: Pick<AccountRun, 'kommo'>): KommoSearch {
  const contacts = once((term) => run.kommo.searchContacts(term, resultsAtMost));
  return {
    contacts,
    byAddress: async (email) => (email === null ? [] : contacts(readableEmail(email))),
    companies: once((term) => run.kommo.searchCompanies(term, resultsAtMost)),
  };
}

/** Number of terms with remembered results; with one more, all are forgotten. */
const termsKept = 50;

function once<Found>(search: (term: string) => Promise<readonly Found[]>) {
  const answers = new Map<string, Promise<readonly Found[]>>();
  return (term: string): Promise<readonly Found[]> =>
    keep(answers, termsKept, term, () =>
      search(term).catch((error: unknown) => {
        if (error instanceof KommoRefused) return [];
        answers.delete(term);
        throw error;
      }),
    );
}
