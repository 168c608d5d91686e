import { isolateFailures } from '../../delivery/effects/isolate-failures.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { isSameMailbox } from '../../matching/email.ts';
import { type MatchOutcome, type Unmatched, unmatchedSchema } from '../../matching/match.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { holdLedger, ledgerTransaction } from '../../platform/database/ledger-lock.ts';
import { readPresent } from '../links/read-present.ts';
import type { AccountRun } from '../run.ts';
import { haveSettingsChanged } from '../settings-changed.ts';
import { readDueCustomers, withoutChanged } from './due-customers.ts';
import { createKommoSearch } from './kommo-search.ts';
import { productPipelinesOf } from './product-pipelines.ts';
import { rankCustomer, readSurroundings } from './rank-customer.ts';
import { searchInPool } from './search-pool.ts';
import { searchWidely } from './search-widely.ts';
import type { DueCustomer, SearchResult } from './searched-customer.ts';
import { setCustomerAside } from './set-aside.ts';
import { storeMatches, storeUnmatched } from './store-match.ts';

/** Wide searches per round, for customers with an address on no contact: each costs several requests. */
const searchedWidelyPerRound = 10;

/**
 * How far the search went. `known`: nothing was searched for, payment links and earlier payments decide. `address`: one
 * request for each. `wide`: everything.
 */
type Stage = 'known' | 'address' | 'wide';

/** A search with its outcomes, one for each tag. */
interface Ranked extends SearchResult {
  readonly outcomes: readonly MatchOutcome[];
  readonly search: 'finished' | 'goesOn';
}

/**
 * Searches, for the time of one run, for the leads of customers who are new or changed: a payment link of another lead
 * was paid, the linked lead is gone, an unmatched customer has bought again. A customer not found by the address goes to
 * the end of the queue for a wide search, so that the others do not wait. How far a search went is stored, so that a run
 * that has to make room loses nothing.
 * @returns does one round, and says whether any customer was due. It throws KommoNotSent, KommoUncertain and
 *   KommoAccountUnavailable after storing the customers found until then.
 */
export function createMatching(run: AccountRun): () => Promise<boolean> {
  const search = createKommoSearch(run);

  return async () => {
    const customers = await readDueCustomers(run);
    if (customers.length === 0) return false;
    // A payment that arrived after a save must not be matched by the old settings.
    if (await haveSettingsChanged(run)) return true;
    const known = await matchAll(run, customers.filter(mayNeedNoSearch).map(withoutSearch), 'known');
    const unknown = customers.filter(({ customer }) => !known.has(customer.id));
    const byAddress = unknown.filter((one) => !isSearchedByAddress(one));
    await matchByAddress(byAddress);
    // The payments of the customers found are delivered first, also when the last run was cut off among them.
    if (byAddress.length > 0) return true;
    await matchWidely(unknown.filter(isSearchedByAddress).slice(0, searchedWidelyPerRound));
    return true;
  };

  async function matchByAddress(due: readonly DueCustomer[]): Promise<void> {
    const byAddress = [...Map.groupBy(due, ({ customer }) => customer.emailFolded).values()];
    const { searched, failure } = await searchInPool(run, byAddress, async (together) => {
      const contacts = await search.byAddress(together[0]?.customer.email ?? null);
      return together.map((one) => ({ ...withoutSearch(one), contacts }));
    });
    await matchAll(run, await withLinkedContacts(run, searched), 'address');
    if (failure !== null) throw failure;
  }

  async function matchWidely(due: readonly DueCustomer[]): Promise<void> {
    const each = due.map((one) => [withoutSearch(one)]);
    const { searched, failure } = await searchInPool(run, each, (together) =>
      Promise.all(together.map((one) => searchWidely(search, one, run.settings.matching))),
    );
    await matchAll(run, await withOwnCompanies(run, await withLinkedContacts(run, searched)), 'wide');
    if (failure !== null) throw failure;
  }
}

/** An address that has changed since is searched for again. */
function isSearchedByAddress({ customer }: DueCustomer): boolean {
  const { searchedFor } = unmatchedSchema.safeParse(customer.match).data ?? {};
  return searchedFor !== undefined && searchedFor === customer.emailFolded;
}

/**
 * A payment link's signature, and a link of earlier payments, need no contact. A link by hand to a missing lead does:
 * its contact shows where the lead went.
 */
function mayNeedNoSearch({ links, tags }: DueCustomer): boolean {
  const byHand = links.filter((link) => link.reason === 'hand' && link.removedBy === null);
  if (byHand.length > 0 && byHand.every((link) => link.removedAt !== null)) return false;
  return (
    !tags.some(({ kind }) => kind === 'bare' || kind === 'expired') &&
    (links.some((link) => link.removedAt === null) || tags.some(({ kind }) => kind === 'signed'))
  );
}

function withoutSearch(due: DueCustomer): SearchResult {
  return { ...due, contacts: [], companies: [], isCut: false };
}

/** Adds the contacts of links to leads that may be gone: they show where a lead went. */
async function withLinkedContacts(
  run: AccountRun,
  searched: readonly SearchResult[],
): Promise<readonly SearchResult[]> {
  const contactIdsOf = ({ links }: SearchResult) =>
    links
      .filter((link) => link.removedBy === null)
      .flatMap(({ contactId }) => contactId ?? [])
      .map(Number);
  const linked = await readPresent(run.kommo.getContacts, searched.flatMap(contactIdsOf), run.signal);
  return searched.map((one) => {
    const found = new Set(one.contacts.map(({ id }) => id));
    const more = contactIdsOf(one).flatMap((id) => (found.has(id) ? [] : (linked.get(id) ?? [])));
    return { ...one, contacts: [...one.contacts, ...more] };
  });
}

/** Adds the companies of the payers' own contacts, for contacts without a lead. One request for all. */
async function withOwnCompanies(run: AccountRun, searched: readonly SearchResult[]): Promise<readonly SearchResult[]> {
  const companyIdsOf = ({ customer, contacts, companies }: SearchResult) => {
    const found = new Set(companies.map(({ id }) => id));
    return contacts
      .filter((contact) => emailsOf(contact).some((own) => isSameMailbox(own, customer.email ?? '')))
      .flatMap(({ _embedded }) => (_embedded?.leads.length === 0 ? _embedded.companies : []))
      .flatMap(({ id }) => (found.has(id) ? [] : [id]));
  };
  const read = await readPresent(run.kommo.getCompanies, searched.flatMap(companyIdsOf), run.signal);
  return searched.map((one) => ({
    ...one,
    companies: [...one.companies, ...[...new Set(companyIdsOf(one))].flatMap((id) => read.get(id) ?? [])],
  }));
}

/**
 * Ranks, and stores what is final at this stage. Customers without a matching address wait for the wide search. A
 * customer that fails is set aside and holds up no other.
 * @returns the ids of the customers that are done for now
 */
async function matchAll(
  run: AccountRun,
  searched: readonly SearchResult[],
  stage: Stage,
): Promise<ReadonlySet<string>> {
  if (searched.length === 0) return new Set();
  const surroundings = await readSurroundings(run, searched);
  const byCompanyDomain = stage === 'wide' ? run.settings.matching.byCompanyDomain : 'off';
  const ranked: Ranked[] = [];
  const done = new Set<string>();
  const setAside = async ({ customer }: Pick<SearchResult, 'customer'>, error: unknown) => {
    await setCustomerAside(run, customer.id, error);
    done.add(customer.id);
  };
  for (const one of searched) {
    const rank = async () => {
      const productPipelineIds = await productPipelinesOf(run, one.customer.id);
      const outcomes = rankCustomer(run, one, { ...surroundings, byCompanyDomain, productPipelineIds });
      const isFinished = outcomes.every((outcome) => isFinal(outcome, stage));
      if (stage !== 'known' || isFinished)
        ranked.push({ ...one, outcomes, search: isFinished ? 'finished' : 'goesOn' });
    };
    await isolateFailures([one], rank, setAside);
  }
  // Together: their payments are planned and delivered together, for a few requests.
  await isolateFailures(
    ranked,
    async (some) => {
      await run.prisma.$transaction((transaction) => storeAll(transaction, run, some), ledgerTransaction);
      for (const { customer } of some) done.add(customer.id);
    },
    setAside,
  );
  return done;
}

/** Reasons after which a wider search may still find a lead. */
const worthAWideSearch: ReadonlySet<Unmatched['why']['code']> = new Set([
  'noEmail',
  'nobody',
  'onlyResembling',
  // A colleague or the company may have one.
  'noLead',
]);

function isFinal(outcome: MatchOutcome, stage: Stage): boolean {
  if (stage === 'wide' || 'match' in outcome) return true;
  return stage === 'address' && !worthAWideSearch.has(outcome.unmatched.why.code);
}

/** A customer stays due if events recorded during the search have changed their data. */
async function storeAll(transaction: Transaction, run: AccountRun, ranked: readonly Ranked[]): Promise<void> {
  await holdLedger(transaction, run.accountId);
  for (const { outcomes, search, ...searched } of await withoutChanged(transaction, run, ranked)) {
    const { customer, links } = searched;
    const matches = outcomes.flatMap((outcome) => ('match' in outcome ? [outcome.match] : []));
    const unmatched = outcomes.find((outcome) => 'unmatched' in outcome)?.unmatched;
    if (search === 'finished' && matches.length > 0) {
      await storeMatches(transaction, customer, matches, links, run.now());
    } else if (unmatched !== undefined) {
      await storeUnmatched(transaction, customer, unmatched, search, run.now());
    }
  }
}
