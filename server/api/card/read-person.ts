import { createHash } from 'node:crypto';
import type { KommoPerson, PersonKind } from '../../kommo/memory/people.ts';
import type { CustomerLead, PrismaClient } from '../../platform/database/generated/client.ts';
import { type BoughtByLink, readBoughtByLink } from '../../recording/read/bought-by-link.ts';
import type { CustomersLead } from './payments-view.ts';
import { addCustomers, reachOf } from './read-lead.ts';

/** Customers with one address; only test data has more. */
const namedAtMost = 100;

/** A contact or a company in Kommo. */
export interface PersonCard {
  readonly kind: PersonKind;
  readonly id: number;
}

export type PersonReach = Awaited<ReturnType<typeof findPersonCustomers>>;

/**
 * Reads the customers of a contact or company. A contact's are those who were matched through
 * it, or pay with an address of its; a company's those who are on its leads, were matched through its contacts, or pay
 * with its own address. Of a customer who is on leads, only what the reader's visible leads show is included; a customer
 * without a visible lead is left out.
 * @param visibleOf those of these leads that the reader may see
 */
export async function findPersonCustomers(
  prisma: PrismaClient,
  accountId: string,
  card: PersonCard,
  person: KommoPerson,
  visibleOf: (leadIds: readonly number[]) => Promise<ReadonlySet<number>>,
) {
  const named = await prisma.customer.findMany({
    where: { accountId, emailFolded: { in: [...person.emails] } },
    take: namedAtMost,
  });
  const rows = await readRows(
    prisma,
    accountId,
    card,
    person,
    named.map(({ id }) => id),
  );
  const visible = await visibleOf([...new Set(rows.map(({ leadId }) => Number(leadId)))]);
  const shown = rows.filter(({ leadId }) => visible.has(Number(leadId)));
  const byCustomer = Map.groupBy(shown, ({ customerId }) => customerId);
  const onLeads = new Set(rows.map(({ customerId }) => customerId));
  const byAddress = named.filter(({ id }) => !onLeads.has(id));

  const unseen = rows.filter(({ leadId }) => !visible.has(Number(leadId)));
  const hidden = new Set(unseen.map(({ customerId }) => customerId));
  const isWhole = (customerId: string) => named.some(({ id }) => id === customerId) && !hidden.has(customerId);
  const bought = boughtOf(byCustomer, await readBoughtByLink(prisma, accountId, [...visible]), isWhole);
  const links = await addCustomers(
    prisma,
    [...byCustomer.values()].flatMap(([first]) => first ?? []),
  );
  return {
    reach: reachOf(accountId, { links, removed: [], unconfirmed: [], byAddress }, bought),
    leads: await describeLeads(prisma, accountId, shown),
    /** of which a change may change what is shown: prisma/migrations/…_announce_contacts_and_addresses */
    topics: [
      ...new Set([...person.leadIds, ...rows.map(({ leadId }) => Number(leadId))].map(String)),
      ...byAddress.map(({ id }) => id),
      ...contactsOf(card, person).map((contactId) => `contact ${contactId}`),
      ...person.emails.map((email) => `address ${createHash('sha256').update(email).digest('hex')}`),
    ],
  };
}

function contactsOf({ kind, id }: PersonCard, { contactIds }: KommoPerson): readonly number[] {
  return kind === 'contact' ? [id] : contactIds;
}

function readRows(
  prisma: PrismaClient,
  accountId: string,
  card: PersonCard,
  person: KommoPerson,
  customerIds: readonly string[],
): Promise<readonly CustomerLead[]> {
  const byContact = { contactId: { in: contactsOf(card, person).map(BigInt) } };
  const byLead = { leadId: { in: person.leadIds.map(BigInt) } };
  const through = card.kind === 'contact' ? [byContact] : [byContact, byLead];
  return prisma.customerLead.findMany({
    where: { accountId, removedAt: null, OR: [...through, { customerId: { in: [...customerIds] } }] },
    orderBy: [{ since: 'asc' }, { leadId: 'asc' }],
  });
}

/** What was bought through payment links, of customers that each of these leads shows in part. */
function boughtOf(
  byCustomer: ReadonlyMap<string, readonly CustomerLead[]>,
  byLead: ReadonlyMap<number, ReadonlyMap<string, BoughtByLink>>,
  isWhole: (customerId: string) => boolean,
): ReadonlyMap<string, BoughtByLink> {
  return new Map(
    [...byCustomer].flatMap(([customerId, rows]) => {
      const parts = rows.flatMap(({ leadId }) => byLead.get(Number(leadId))?.get(customerId) ?? []);
      if (parts.length < rows.length || isWhole(customerId)) return [];
      const orderIds = new Set(parts.flatMap((part) => [...part.orderIds]));
      return [[customerId, { orderIds, subscriptionIds: new Set(parts.flatMap((part) => [...part.subscriptionIds])) }]];
    }),
  );
}

async function describeLeads(
  prisma: PrismaClient,
  accountId: string,
  rows: readonly CustomerLead[],
): Promise<readonly CustomersLead[]> {
  const byLead = Map.groupBy(rows, ({ leadId }) => leadId);
  const known = await prisma.lead.findMany({
    where: { accountId, leadId: { in: [...byLead.keys()] } },
    select: { leadId: true, name: true, isDeleted: true },
  });
  const leads = new Map(known.map((lead) => [lead.leadId, lead]));
  return [...byLead].flatMap(([leadId, links]) => {
    const lead = leads.get(leadId);
    if (lead?.isDeleted) return [];
    return [{ id: Number(leadId), name: lead?.name || null, customerIds: links.map(({ customerId }) => customerId) }];
  });
}
