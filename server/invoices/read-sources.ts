import { z } from 'zod';
import { erasedText } from '../ledger/erased.ts';
import { paymentOfOrder } from '../ledger/stored-payments.ts';
import type { Order, PaymentLink } from '../platform/database/generated/client.ts';
import { readValues } from '../platform/database/read-rows.ts';
import type { InvoiceSource } from './invoice-values.ts';
import { itemsOfOrder, type OrderContext, readOrderContext, type SourceReader } from './order-context.ts';

export const sourceKinds = ['order', 'payment_link'] as const;

/** The source of an invoice: an order, or a payment link with the order that it became. */
export interface InvoiceTarget {
  readonly kind: (typeof sourceKinds)[number];
  readonly sourceId: string;
  /** null if there is nothing to show, or nothing any more */
  readonly source: InvoiceSource | null;
  readonly leadId: number | null;
  /** the payer's contact, if it is known to be their own */
  readonly payerId: number | null;
  /** whether a missing invoice may be created for it */
  readonly isNew: boolean;
  /** the person was erased */
  readonly isErased: boolean;
}

/** The states of an order that is paid or may still be paid. */
const invoicedStates: readonly string[] = ['completed', 'payment_pending', 'approval_pending'];

/**
 * The sources of these orders and payment links. An order that came from a payment link uses the link's invoice: the
 * same element becomes paid. Test orders have none.
 */
export async function readInvoiceTargets(
  reader: SourceReader,
  orderIds: readonly string[],
  linkIds: readonly string[],
): Promise<readonly InvoiceTarget[]> {
  const { prisma, accountId } = reader;
  const named = await prisma.order.findMany({ where: { accountId, orderId: { in: [...orderIds] } } });
  const links = await readLinks(reader, named, linkIds);
  const orders = await withOrdersOf(reader, named, links);
  const context = await readOrderContext(reader, orders);

  const becameOf = new Map(links.map((link) => [link.id, chooseOrder(orders.filter((order) => isOf(order, link)))]));
  const becameLinks = new Set([...becameOf.values()].flatMap((order) => order?.orderId ?? []));
  const fromLink = (order: Order) => links.some((link) => isOf(order, link));
  return [
    ...links.map((link) => ofLink(reader, context, link, becameOf.get(link.id))),
    ...orders
      .filter((order) => order.live && !becameLinks.has(order.orderId))
      .map((order) => ({
        ...ofOrder(context, order),
        // A second attempt to pay a link gets no second invoice, unless the link was paid twice.
        isNew: invoicedStates.includes(order.state) && (!fromLink(order) || order.state === 'completed'),
      })),
  ];
}

const detailsSchema = z.object({
  quoteId: z.string().nullish().catch(null),
  tags: z
    .object({ kommo_payment_link: z.uuid().nullish().catch(null) })
    .nullish()
    .catch(null),
});
const detailsOf = ({ details }: Pick<Order, 'details'>) => detailsSchema.safeParse(details).data;

function isOf(order: Order, link: PaymentLink): boolean {
  const details = detailsOf(order);
  if (details?.tags?.kommo_payment_link === link.id) return true;
  return link.kind === 'quote' && link.fastspringId !== '' && details?.quoteId === link.fastspringId;
}

function readLinks(
  { prisma, accountId }: SourceReader,
  orders: readonly Order[],
  linkIds: readonly string[],
): Promise<PaymentLink[]> {
  const tagged = orders.flatMap((order) => detailsOf(order)?.tags?.kommo_payment_link ?? []);
  const quotes = orders.flatMap((order) => detailsOf(order)?.quoteId ?? []);
  const ids = [...new Set([...linkIds, ...tagged])];
  return prisma.paymentLink.findMany({
    where: { accountId, OR: [{ id: { in: ids } }, { kind: 'quote', fastspringId: { in: quotes } }] },
  });
}

/** Both columns that name an order's link have an index. */
async function withOrdersOf(
  { prisma, accountId }: SourceReader,
  named: readonly Order[],
  links: readonly PaymentLink[],
): Promise<readonly Order[]> {
  if (links.length === 0) return named;
  const ids = links.map(({ id }) => id);
  const quotes = links.flatMap(({ kind, fastspringId }) => (kind === 'quote' ? [fastspringId] : []));
  const orderIds = await readValues(prisma, z.string())`
    SELECT "order_id" FROM "orders" WHERE "account_id" = ${accountId}::uuid
      AND "details" -> 'tags' ->> 'kommo_payment_link' = ANY(${ids}::text[])
    UNION SELECT "order_id" FROM "orders" WHERE "account_id" = ${accountId}::uuid
      AND "details" ->> 'quoteId' = ANY(${quotes}::text[])`;
  const known = new Set(named.map(({ orderId }) => orderId));
  const others = orderIds.filter((id) => !known.has(id));
  return [...named, ...(await prisma.order.findMany({ where: { accountId, orderId: { in: others } } }))];
}

/** The first paid order, or else the first that may still be paid. */
function chooseOrder(orders: readonly Order[]): Order | undefined {
  const rank = ({ state }: Order) => (state === 'completed' ? 0 : 1);
  return orders
    .filter(({ live, state }) => live && invoicedStates.includes(state))
    .toSorted((one, other) => rank(one) - rank(other) || one.occurredAt.getTime() - other.occurredAt.getTime())[0];
}

function ofOrder(context: OrderContext, order: Order): Omit<InvoiceTarget, 'isNew'> {
  const isErased = context.matchStateOf(order) === 'erased';
  const link = isErased ? null : context.linkOf(order);
  const invoiced = { ...paymentOfOrder(order), reference: order.reference, items: itemsOfOrder(order) };
  return {
    kind: 'order',
    sourceId: order.orderId,
    source: { order: invoiced, refunds: context.refundsOf(order.orderId) },
    leadId: link?.leadId ?? null,
    payerId: link?.payerId ?? null,
    isErased,
  };
}

/** Until its order is matched, a link's invoice stays on the lead for which the link was created. */
function ofLink(
  reader: SourceReader,
  context: OrderContext,
  link: PaymentLink,
  order: Order | undefined,
): InvoiceTarget {
  const ids = { kind: 'payment_link', sourceId: link.id } as const;
  const leadId = Number(link.leadId);
  if (link.email === erasedText || (order !== undefined && context.matchStateOf(order) === 'erased')) {
    return { ...ids, source: null, leadId: null, payerId: null, isNew: false, isErased: true };
  }
  if (order !== undefined) {
    const paid = ofOrder(context, order);
    const isAwaited = paid.leadId === null && context.matchStateOf(order) === 'new';
    return { ...paid, ...ids, leadId: isAwaited ? leadId : paid.leadId, isNew: true };
  }
  const expiresAt = link.expiresAt?.getTime() ?? null;
  const isTest = reader.hasTestCheckout && link.kind === 'checkout';
  return {
    ...ids,
    source: { link: { product: link.product, quantity: link.quantity, expiresAt } },
    leadId: context.isGone(leadId) ? null : leadId,
    payerId: null,
    isNew: !isTest && (expiresAt === null || expiresAt > reader.now),
    isErased: false,
  };
}
