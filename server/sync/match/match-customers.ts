import { z } from 'zod';
import { isolateFailures } from '../../delivery/effects/isolate-failures.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { isSameMailbox } from '../../matching/email.ts';
import { type MatchOutcome, type Unmatched, unmatchedSchema } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import { readPresent } from '../links/read-present.ts';
import type { AccountRun } from '../run.ts';
import { readLeadTags } from './customer-tags.ts';
import { createKommoSearch } from './kommo-search.ts';
import { productPipelinesOf } from './product-pipelines.ts';
import { rankCustomer, readSurroundings } from './rank-customer.ts';
import { searchInPool } from './search-pool.ts';
import { searchWidely } from './search-widely.ts';
import type { DueCustomer, SearchResult } from './searched-customer.ts';
import { setCustomerAside } from './set-aside.ts';
import { storeMatches, storeUnmatched } from './store-match.ts';

/**
 * Customers per round. Each costs a search, their leads are read together, and due effects are delivered between the
 * rounds. Fewer would cost more requests for leads; more would delay payments of known customers.
 */
const customersPerRound = 40;
/** Wide searches per round, for customers with an address on no contact: each costs several requests. */
const searchedWidelyPerRound = 10;

/**
 * How far the search went. `known`: nothing was searched for, payment links and earlier payments decide. `address`: one
 * request for each. `wide`: everything.
 */
type Stage = 'known' | 'address' | 'wide';

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
    const due = await readDue(run);
    if (due.length === 0) return false;
    const customers = await gather(run, due);
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

/** Customers not searched for yet come first, so that a payer known to Kommo waits for no wide search. */
async function readDue(run: AccountRun): Promise<readonly Customer[]> {
  const due = await readValues(run.prisma, z.string())`
    SELECT "id"::text FROM "customers"
    WHERE "account_id" = ${run.accountId}::uuid AND "next_match_at" <= ${new Date(run.now())}
    ORDER BY coalesce(jsonb_exists("match", 'searchedFor'), false), "next_match_at", "id" LIMIT ${customersPerRound}`;
  const ids = due.filter((id) => !run.skips.has(`customer ${id}`));
  if (ids.length === 0) return [];
  const customers = await run.prisma.customer.findMany({ where: { id: { in: ids } } });
  return customers.toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
}

/** An address that has changed since is searched for again. */
function isSearchedByAddress({ customer }: DueCustomer): boolean {
  const { searchedFor } = unmatchedSchema.safeParse(customer.match).data ?? {};
  return searchedFor !== undefined && searchedFor === customer.emailFolded;
}

async function gather(run: AccountRun, customers: readonly Customer[]): Promise<readonly DueCustomer[]> {
  const ids = customers.map(({ id }) => id);
  const links = await run.prisma.customerLead.findMany({
    where: { accountId: run.accountId, customerId: { in: ids } },
  });
  const tagsOf = await readLeadTags(run, ids);
  return customers.map((customer) => ({
    customer,
    links: links.filter(({ customerId }) => customerId === customer.id),
    tags: tagsOf(customer.id),
  }));
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
  const stored = new Set<string>();
  for (const one of searched) {
    const rankAndStore = async () => {
      const productPipelineIds = await productPipelinesOf(run, one.customer.id);
      const outcomes = rankCustomer(run, one, { ...surroundings, byCompanyDomain, productPipelineIds });
      const isFinished = outcomes.every((outcome) => isFinal(outcome, stage));
      if (stage === 'known' && !isFinished) return;
      await store(run, one, outcomes, isFinished ? 'finished' : 'goesOn');
      stored.add(one.customer.id);
    };
    await isolateFailures([one], rankAndStore, async ({ customer }, error) => {
      await setCustomerAside(run, customer.id, error);
      stored.add(customer.id);
    });
  }
  return stored;
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

async function store(
  run: AccountRun,
  { customer, links }: SearchResult,
  outcomes: readonly MatchOutcome[],
  search: 'finished' | 'goesOn',
): Promise<void> {
  const matches = outcomes.flatMap((outcome) => ('match' in outcome ? [outcome.match] : []));
  const unmatched = outcomes.find((outcome) => 'unmatched' in outcome)?.unmatched;
  await run.prisma.$transaction(async (transaction) => {
    if (search === 'finished' && matches.length > 0) {
      await storeMatches(transaction, customer, matches, links, run.now());
    } else if (unmatched !== undefined) {
      await storeUnmatched(transaction, customer, unmatched, search, run.now());
    }
  });
}
