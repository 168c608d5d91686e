import type { Database } from '../../platform/database/database.ts';
import { fill, languageOf } from '../../texts/language.ts';
import type { SuggestedCustomer } from '../card/payments-view.ts';
import { readPaid } from '../card/read-paid.ts';
import { suggestedCustomer } from '../card/suggestions.ts';
import { isInNoText } from '../search-words.ts';
import { readStoredLeadNames } from '../stored-lead-names.ts';

const foundAtMost = 5;

/**
 * Customers with these words in their e-mail, name or company, those who paid last first. For a person who knows what no
 * criterion finds; each with the lead where their payments are now.
 * @param search with a `leadId` only those who are not on that lead
 */
export async function findCustomers(
  database: Pick<Database, 'prisma' | 'query'>,
  search: { readonly accountId: string; readonly leadId?: number; readonly words: string; readonly language: string },
): Promise<readonly SuggestedCustomer[]> {
  const { prisma } = database;
  const { accountId, leadId, language } = search;
  if (isInNoText(search.words)) return [];
  const { texts } = languageOf(language);
  const present =
    leadId === undefined
      ? []
      : await prisma.customerLead.findMany({
          where: { accountId, leadId, removedAt: null },
          select: { customerId: true },
        });
  // Prisma leaves SQL's wildcards in `contains` as they are.
  const words = search.words.replace(/[\\%_]/g, '\\$&');
  const contains = { contains: words, mode: 'insensitive' } as const;
  const customers = await prisma.customer.findMany({
    where: {
      accountId,
      id: { notIn: present.map(({ customerId }) => customerId) },
      matchState: { not: 'erased' },
      OR: [{ email: contains }, { name: contains }, { company: contains }],
    },
    orderBy: [{ lastFactAt: 'desc' }, { id: 'asc' }],
    take: foundAtMost,
  });
  const ids = customers.map(({ id }) => id);
  const [paidBy, links] = await Promise.all([
    readPaid(database, accountId, ids),
    prisma.customerLead.findMany({ where: { accountId, customerId: { in: ids }, removedAt: null } }),
  ]);
  const linkedLeads = links.map((link) => link.leadId);
  const leadNames = await readStoredLeadNames(prisma, accountId, linkedLeads);
  const whereNow = (id: string): string => {
    const link = links.find(({ customerId }) => customerId === id);
    if (link === undefined) return texts.link.nowhere;
    const lead = leadNames.get(Number(link.leadId)) ?? String(link.leadId);
    return fill(texts.link.elsewhere, { lead });
  };
  return customers.map((customer) => {
    const { id } = customer;
    return suggestedCustomer(customer, paidBy(id), { reason: 'hand', explanation: whereNow(id) });
  });
}
