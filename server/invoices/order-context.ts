import { z } from 'zod';
import { closedStages } from '../kommo/api/stages.ts';
import { paymentOfRefund } from '../ledger/stored-payments.ts';
import { reasonsOfOwnContact } from '../matching/match.ts';
import type { CustomerLead, Order, PrismaClient } from '../platform/database/generated/client.ts';
import { pipelinesOfProducts } from '../rules/settings/product-pipelines.ts';
import type { ProductPipeline } from '../rules/settings/settings.ts';
import { chooseLink } from '../sync/links/choose-link.ts';

export interface SourceReader {
  readonly prisma: PrismaClient;
  readonly accountId: string;
  readonly products: readonly ProductPipeline[];
  /** payment links for checkouts in which nothing is really paid get no invoice */
  readonly hasTestCheckout: boolean;
  /** ms since 1970 */
  readonly now: number;
}

export type OrderContext = Awaited<ReturnType<typeof readOrderContext>>;

/** Further data about some orders. */
export async function readOrderContext(reader: SourceReader, orders: readonly Order[]) {
  const { prisma, accountId } = reader;
  const orderIds = orders.map(({ orderId }) => orderId);
  const customerIds = [...new Set(orders.flatMap(({ customerId }) => customerId ?? []))];
  const theirs = { accountId, customerId: { in: customerIds } };
  const [refunds, customers, rows, facts] = await Promise.all([
    prisma.refund.findMany({ where: { accountId, orderId: { in: orderIds } } }),
    prisma.customer.findMany({ where: { accountId, id: { in: customerIds } }, select: { id: true, matchState: true } }),
    prisma.customerLead.findMany({ where: { ...theirs, removedAt: null } }),
    prisma.fact.findMany({
      where: { accountId, orderId: { in: orderIds }, leadId: { not: null } },
      select: { orderId: true, leadId: true },
    }),
  ]);
  const leads = await prisma.lead.findMany({
    where: { accountId, leadId: { in: rows.map(({ leadId }) => leadId) } },
    select: { leadId: true, pipelineId: true, statusId: true, closedAt: true, isDeleted: true },
  });
  const leadOf = new Map(leads.map((lead) => [Number(lead.leadId), lead]));
  const toLink = (row: CustomerLead) => {
    const lead = leadOf.get(Number(row.leadId));
    return {
      leadId: Number(row.leadId),
      byHand: row.reason === 'hand',
      since: row.since.getTime(),
      pipelineId: Number(lead?.pipelineId ?? 0),
      isOpen: lead !== undefined && !lead.isDeleted && !closedStages.has(Number(lead.statusId)) && !lead.closedAt,
    };
  };
  return {
    refundsOf: (orderId: string) =>
      refunds.filter((refund) => refund.orderId === orderId && refund.live).map(paymentOfRefund),
    matchStateOf: ({ customerId }: Order) => customers.find(({ id }) => id === customerId)?.matchState ?? 'new',
    isGone: (leadId: number) => leadOf.get(leadId)?.isDeleted === true,
    linkOf: (order: Order) => {
      const own = rows.filter(
        ({ customerId, leadId }) => customerId === order.customerId && leadOf.get(Number(leadId))?.isDeleted !== true,
      );
      const chosen = chooseLink(own.map(toLink), {
        taggedLeadId: null,
        earlierLeadIds: facts.flatMap(({ orderId, leadId }) => (orderId === order.orderId ? Number(leadId) : [])),
        productPipelineIds: pipelinesOfProducts(reader.products, namesOfProducts(order)),
      });
      if (chosen === null) return null;
      const row = own.find(({ leadId }) => Number(leadId) === chosen.leadId);
      const isOwn = row !== undefined && row.contactId !== null && reasonsOfOwnContact.includes(row.reason);
      return { leadId: chosen.leadId, payerId: isOwn ? Number(row.contactId) : null };
    },
  };
}

const itemsSchema = z
  .array(
    z.object({
      product: z.string().catch(''),
      productPath: z.string().nullish().catch(null),
      sku: z.string().nullable().catch(null),
      quantity: z.number().catch(1),
      total: z.string(),
    }),
  )
  .catch([]);

export function itemsOfOrder({ items }: Order) {
  return itemsSchema.parse(items);
}

function namesOfProducts(order: Order): readonly (readonly string[])[] {
  return itemsOfOrder(order).map(({ sku, productPath }) => [sku, productPath].filter((name) => name != null));
}
