import type { Fact, OrderDetails, OrderFact, OrderKind, OrderState, PayoutFact } from './fact.ts';
import { compareFacts } from './fact-order.ts';
import { add, compare } from './money.ts';

/** The data of one order. */
export interface ProjectedOrder extends OrderDetails {
  readonly orderId: string;
  readonly state: OrderState;
  readonly kind: OrderKind;
  /** ms; when it was completed, or got its state */
  readonly occurredAt: number;
  readonly live: boolean;
  readonly subscriptionId: string | null;
  /** FastSpring's fee and the payout after refunds, in the payout currency; null until FastSpring reports them */
  readonly fee: string | null;
  readonly payoutNet: string | null;
}

/**
 * The progress of an order. An order in a state other than completed is reported under the same id, possibly late: the
 * most advanced state stays. After a failed attempt FastSpring continues under another id.
 */
const progress: readonly OrderState[] = ['payment_pending', 'approval_pending', 'failed', 'canceled', 'completed'];

/** @returns null if no fact shows the order itself, only a refund, a notice, or a payout that names it */
export function projectOrder(facts: readonly Fact[]): ProjectedOrder | null {
  const orders = [...facts.filter((fact) => fact.kind === 'order').sort(compareFacts), ...facts.flatMap(asPaidOrder)];
  const furthest = Math.max(...orders.map((fact) => progress.indexOf(fact.state)));
  const shown = bestTold(orders.filter((fact) => progress.indexOf(fact.state) === furthest));
  if (shown === undefined) return null;
  return {
    ...shown.order,
    ...fillFrom(shown.order, orders),
    tax: taxOf(shown.order, orders),
    orderId: shown.orderId,
    state: shown.state,
    kind: orders.find((fact) => fact.orderKind !== 'purchase')?.orderKind ?? 'purchase',
    occurredAt: shown.occurredAt,
    live: orders.every((fact) => fact.live),
    subscriptionId: orders.find((fact) => fact.subscriptionId !== null)?.subscriptionId ?? null,
    ...sumPayouts(
      shown.order.payoutCurrency,
      facts.filter((fact) => fact.kind === 'payout'),
    ),
  };
}

/** The order state reported by a fact. */
type ReportedOrder = Pick<
  OrderFact,
  'orderId' | 'state' | 'orderKind' | 'order' | 'occurredAt' | 'live' | 'subscriptionId'
>;

/** An order that is paid out is paid: its own event does not arrive if its delivery failed. */
function asPaidOrder(fact: Fact): readonly ReportedOrder[] {
  if (fact.kind !== 'payout' || fact.paidOrder === null || fact.orderId === null) return [];
  const { occurredAt, live, orderId, paidOrder } = fact;
  const subscriptionId = paidOrder.order.items.find((item) => item.subscriptionId !== null)?.subscriptionId ?? null;
  return [{ ...paidOrder, state: 'completed', occurredAt, live, orderId, subscriptionId }];
}

/**
 * The first fact with the order's own object, among those that complete it (a purchase, a group's charge, its payout).
 */
function bestTold(facts: readonly ReportedOrder[]): ReportedOrder | undefined {
  return facts.find((fact) => fact.order.reference !== null) ?? facts[0];
}

/** Taken from another fact only if both have the same amount. */
function taxOf(order: OrderDetails, facts: readonly ReportedOrder[]): string | null {
  return facts.map((fact) => withTaxOf(order, fact.order).tax).find((tax) => tax !== null) ?? null;
}

/** The order with its tax from elsewhere, if known. */
export function withTaxOf(order: OrderDetails, known: Pick<OrderDetails, 'currency' | 'total' | 'tax'>): OrderDetails {
  const isSame = order.currency === known.currency && compare(order.total, known.total) === 0;
  return order.tax === null && isSame ? { ...order, tax: known.tax } : order;
}

/** Details missing from the deciding fact, from the order's other facts. Amounts are never mixed. */
function fillFrom(order: OrderDetails, facts: readonly ReportedOrder[]) {
  const first = <Name extends 'reference' | 'country' | 'invoiceUrl' | 'payment' | 'quoteId'>(
    name: Name,
  ): OrderDetails[Name] => facts.map((fact) => fact.order[name]).find((value) => value !== null) ?? order[name];
  return {
    reference: order.reference ?? first('reference'),
    country: order.country ?? first('country'),
    invoiceUrl: order.invoiceUrl ?? first('invoiceUrl'),
    payment: order.payment ?? first('payment'),
    quoteId: order.quoteId ?? first('quoteId'),
  };
}

/** In one currency: the order's or, if no event shows the order, its own payout's. */
function sumPayouts(
  orderCurrency: string | null,
  payouts: readonly PayoutFact[],
): Pick<ProjectedOrder, 'payoutCurrency' | 'fee' | 'payoutNet'> {
  const ownFirst = payouts.toSorted(
    (one, other) => Number(one.returnId !== null) - Number(other.returnId !== null) || (one.key < other.key ? -1 : 1),
  );
  const payoutCurrency = orderCurrency ?? ownFirst[0]?.payoutCurrency ?? null;
  const inCurrency = payouts.filter((payout) => payout.payoutCurrency === payoutCurrency);
  const sum = (values: readonly (string | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : add(...known);
  };
  return {
    payoutCurrency,
    fee: sum(inCurrency.map(({ fee }) => fee)),
    payoutNet: sum(inCurrency.map(({ net }) => net)),
  };
}
