import type { Customer, CustomerLead } from '../database/generated/client.ts';
import type { KommoCompany, KommoContact, KommoLead } from '../kommo/api.ts';
import type { LeadTag } from '../matching/lead-tag.ts';
import type { Match, MatchOutcome } from '../matching/match.ts';
import { rankMatch } from '../matching/rank.ts';
import { readLeadTags } from './customer-tags.ts';
import { productPipelinesOf } from './product-pipelines.ts';
import { readContacts } from './read-contacts.ts';
import type { AccountRun } from './run.ts';
import { searchContacts } from './search-contacts.ts';
import { storeMatches, storeUnmatched } from './store-match.ts';

/**
 * Customers per round. Each costs a search, their leads are read together, and what is due is delivered between the
 * rounds; fewer would spend more requests on leads, more would keep payments of known customers waiting.
 */
const customersPerRound = 40;

/**
 * Looks for the leads of customers who are new, or of whom something has changed: a payment link of another lead was
 * paid, the linked lead is gone, somebody unmatched has bought again.
 * @returns whether there was anybody to look for
 * @throws KommoNotSent, KommoUncertain, KommoAccountUnavailable after those found until then were stored
 */
export async function matchCustomers(run: AccountRun): Promise<boolean> {
  const customers = await run.prisma.customer.findMany({
    where: { accountId: run.accountId, nextMatchAt: { lte: new Date(run.now()) } },
    orderBy: [{ nextMatchAt: 'asc' }, { id: 'asc' }],
    take: customersPerRound,
  });
  if (customers.length === 0) return false;
  const sought = await gather(run, customers);
  const settled = await matchThose(run, sought.filter(mayNeedNoSearch).map(withoutSearch), 'settled');
  const search = await searchContacts(
    run,
    sought.filter(({ customer }) => !settled.has(customer.id)),
  );
  await matchThose(run, await withLinkedContacts(run, search.searched), 'any');
  if (search.failure !== null) throw search.failure;
  return true;
}

/** A customer, and what is known of it before anything is asked of Kommo. */
export interface SoughtCustomer {
  readonly customer: Customer;
  readonly links: readonly CustomerLead[];
  readonly tags: readonly LeadTag[];
}

/** The same with what Kommo found; strangers among them. */
export interface SearchedCustomer extends SoughtCustomer {
  readonly contacts: readonly KommoContact[];
  readonly companies: readonly KommoCompany[];
}

async function gather(run: AccountRun, customers: readonly Customer[]): Promise<readonly SoughtCustomer[]> {
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

/** A payment link's signature, and a link of earlier payments, need no contact. */
function mayNeedNoSearch({ links, tags }: SoughtCustomer): boolean {
  return (
    !tags.some(({ kind }) => kind === 'bare') &&
    (links.some((link) => link.removedAt === null) || tags.some(({ kind }) => kind === 'signed'))
  );
}

function withoutSearch(sought: SoughtCustomer): SearchedCustomer {
  return { ...sought, contacts: [], companies: [] };
}

/** The contacts of links whose lead may be gone: they tell where it went. */
async function withLinkedContacts(
  run: AccountRun,
  searched: readonly SearchedCustomer[],
): Promise<readonly SearchedCustomer[]> {
  const contactIdsOf = ({ links }: SearchedCustomer) =>
    links
      .filter((link) => link.removedBy === null)
      .flatMap(({ contactId }) => contactId ?? [])
      .map(Number);
  const linked = await readContacts(run.kommo, searched.flatMap(contactIdsOf), run.signal);
  return searched.map((one) => {
    const found = new Set(one.contacts.map(({ id }) => id));
    const more = contactIdsOf(one).flatMap((id) => (found.has(id) ? [] : (linked.get(id) ?? [])));
    return { ...one, contacts: [...one.contacts, ...more] };
  });
}

/**
 * Ranks and stores.
 * @param wanted `settled`: only those for whom a lead is found without a search are stored
 * @returns the ids of those that were stored
 */
async function matchThose(
  run: AccountRun,
  searched: readonly SearchedCustomer[],
  wanted: 'settled' | 'any',
): Promise<ReadonlySet<string>> {
  if (searched.length === 0) return new Set();
  const pipelines = await run.memory.pipelines(run.accountId);
  const readings = await run.leads.read(searched.flatMap(leadIdsOf));
  const leads = [...readings.values()].map(({ lead }) => lead);
  const stored = new Set<string>();
  for (const one of searched) {
    const outcomes = await rankOne(run, one, leads, pipelines);
    if (wanted === 'settled' && outcomes.some((outcome) => !('match' in outcome))) continue;
    await store(run, one, outcomes);
    stored.add(one.customer.id);
  }
  return stored;
}

function leadIdsOf({ links, tags, contacts, companies }: SearchedCustomer): readonly number[] {
  return [
    ...links.filter((link) => link.removedBy === null).map((link) => Number(link.leadId)),
    ...tags.filter(({ kind }) => kind === 'signed').map(({ leadId }) => leadId),
    ...[...contacts, ...companies].flatMap((found) => found._embedded?.leads.map(({ id }) => id) ?? []),
  ];
}

/** Each tag may lead elsewhere, so each is asked for; without one there is one outcome. */
async function rankOne(
  run: AccountRun,
  { customer, links, tags, contacts, companies }: SearchedCustomer,
  leads: readonly KommoLead[],
  pipelines: Awaited<ReturnType<AccountRun['memory']['pipelines']>>,
): Promise<readonly MatchOutcome[]> {
  const input = {
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
    leads,
    pipelines,
    productPipelineIds: await productPipelinesOf(run, customer.id),
    // Only the address was searched for, which says nothing of companies.
    byCompanyDomain: 'off' as const,
    isFreeMail: () => true,
  };
  const sorts: readonly (LeadTag | null)[] = tags.length === 0 ? [null] : tags;
  return sorts.map((tag) => rankMatch({ ...input, tag }));
}

async function store(run: AccountRun, { customer, links }: SearchedCustomer, outcomes: readonly MatchOutcome[]) {
  const matches: readonly Match[] = outcomes.flatMap((outcome) => ('match' in outcome ? [outcome.match] : []));
  const unmatched = outcomes.find((outcome) => 'unmatched' in outcome)?.unmatched;
  await run.prisma.$transaction(async (transaction) => {
    if (matches.length > 0) await storeMatches(transaction, customer, matches, links, run.now());
    else if (unmatched !== undefined) await storeUnmatched(transaction, customer, unmatched, run.now());
  });
}
