import { type Customer, Prisma } from '../database/generated/client.ts';
import type { Transaction } from '../database/open.ts';
import type { KommoContact } from '../kommo/api.ts';
import type { Match, Unmatched } from '../matching/match.ts';
import { rankMatch } from '../matching/rank.ts';
import { productPipelinesOf } from './product-pipelines.ts';
import type { AccountRun } from './run.ts';
import { searchContacts } from './search-contacts.ts';

/**
 * Customers per round. Each costs a search, their leads are read together, and what is due is delivered between the
 * rounds; fewer would spend more requests on leads, more would keep payments of known customers waiting.
 */
const customersPerRound = 40;

/**
 * Looks for the leads of customers who are new, or of whom something has changed since they were not found.
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
  const search = await searchContacts(run, customers);
  await matchSearched(run, search.searched);
  if (search.failure !== null) throw search.failure;
  return true;
}

export interface SearchedCustomer {
  readonly customer: Customer;
  /** strangers among them */
  readonly contacts: readonly KommoContact[];
}

async function matchSearched(run: AccountRun, searched: readonly SearchedCustomer[]): Promise<void> {
  const pipelines = await run.memory.pipelines(run.accountId);
  const links = await run.prisma.customerLead.findMany({
    where: { accountId: run.accountId, customerId: { in: searched.map(({ customer }) => customer.id) } },
  });
  const readings = await run.leads.read([
    ...searched.flatMap(({ contacts }) => contacts.flatMap(leadIdsOf)),
    ...links.filter((link) => link.removedAt === null).map((link) => Number(link.leadId)),
  ]);
  const leads = [...readings.values()].map(({ lead }) => lead);
  for (const { customer, contacts } of searched) {
    const own = links.filter((link) => link.customerId === customer.id);
    const outcome = rankMatch({
      customer,
      tag: null,
      links: own
        .filter((link) => link.removedAt === null)
        .map((link) => ({
          leadId: Number(link.leadId),
          contactId: link.contactId === null ? null : Number(link.contactId),
          byHand: link.reason === 'hand',
          since: link.since.getTime(),
        })),
      removedLeadIds: own.filter((link) => link.removedAt !== null).map((link) => Number(link.leadId)),
      contacts,
      companies: [],
      leads,
      pipelines,
      productPipelineIds: await productPipelinesOf(run, customer.id),
      // Only the address was searched for, which says nothing of companies.
      byCompanyDomain: 'off',
      isFreeMail: () => true,
    });
    await run.prisma.$transaction(async (transaction) => {
      if ('match' in outcome) await storeMatch(transaction, customer, outcome.match, run.now());
      else await storeUnmatched(transaction, customer, outcome.unmatched, run.now());
    });
  }
}

function leadIdsOf(contact: KommoContact): readonly number[] {
  return contact._embedded?.leads.map(({ id }) => id) ?? [];
}

/** Links the customer, unless somebody has linked it or decided to ignore it while it was looked for. */
async function storeMatch(transaction: Transaction, customer: Customer, match: Match, now: number): Promise<void> {
  const { count } = await transaction.customer.updateMany({
    where: { id: customer.id, matchState: customer.matchState },
    data: { matchState: 'linked', matchedAt: new Date(now), nextMatchAt: null, match: Prisma.DbNull },
  });
  if (count === 0) return;
  await transaction.customerLead.createMany({
    data: {
      accountId: customer.accountId,
      customerId: customer.id,
      leadId: match.leadId,
      contactId: match.contactId,
      reason: match.reason,
      details: match.details,
      confidence: match.confidence,
      since: new Date(now),
    },
    skipDuplicates: true,
  });
}

async function storeUnmatched(
  transaction: Transaction,
  customer: Customer,
  unmatched: Unmatched,
  now: number,
): Promise<void> {
  await transaction.customer.updateMany({
    where: { id: customer.id, matchState: customer.matchState },
    data: {
      matchState: 'unmatched',
      matchedAt: new Date(now),
      nextMatchAt: null,
      match: { ...unmatched, candidates: [...unmatched.candidates] },
    },
  });
}
