import type { KommoCompany, KommoContact } from '../kommo/api.ts';
import { KommoRefused } from '../kommo/errors.ts';
import type { AccountRun } from './run.ts';

/** Kommo's search during one run of the account's job: what was searched for is not searched for again. */
export interface KommoSearch {
  /** strangers among them; about 500 at most */
  readonly contacts: (term: string) => Promise<readonly KommoContact[]>;
  readonly companies: (term: string) => Promise<readonly KommoCompany[]>;
}

/** A company with more contacts than this is not read to its end. */
export const resultsAtMost = 500;

/** One request per term and 250 results. A term that Kommo refuses to search for is nobody's. */
export function createKommoSearch(run: Pick<AccountRun, 'kommo'>): KommoSearch {
  return {
    contacts: once((term) => run.kommo.searchContacts(term, resultsAtMost)),
    companies: once((term) => run.kommo.searchCompanies(term, resultsAtMost)),
  };
}

/** The terms whose answers are kept; the oldest is forgotten. */
const termsKept = 50;

function once<Found>(search: (term: string) => Promise<readonly Found[]>) {
  const answers = new Map<string, Promise<readonly Found[]>>();
  return (term: string): Promise<readonly Found[]> => {
    const known = answers.get(term);
    if (known !== undefined) return known;
    const oldest = answers.keys().next().value;
    if (answers.size >= termsKept && oldest !== undefined) answers.delete(oldest);
    const answer = search(term).catch((error: unknown) => {
      if (error instanceof KommoRefused) return [];
      answers.delete(term);
      throw error;
    });
    answers.set(term, answer);
    return answer;
  };
}
