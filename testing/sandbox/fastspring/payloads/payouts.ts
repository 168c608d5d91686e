import Big from 'big.js';
import type { Order, Return } from '../records.ts';
import { accountPayload } from './accounts.ts';
import { orderPayload } from './orders.ts';
import { returnPayload } from './returns.ts';
import type { Payload } from './values.ts';

/** FastSpring's share of a sale, in percent. */
const FEE_PERCENT = '8.9';

/** `data` of payoutEntry.created for an order: fee and payout in the payout currency, the payout as a string. */
export function orderPayoutPayload(order: Order, expanded: boolean): Payload {
  const net = inPayoutCurrency(order, new Big(order.total).minus(order.tax));
  const fee = net.times(FEE_PERCENT).div(100);
  return {
    orderId: order.id,
    quote: order.quoteId,
    reference: order.reference,
    live: order.live,
    order: expanded ? orderPayload(order, { expanded: false }) : order.id,
    account: expanded ? accountPayload(order.customer) : order.customer.id,
    subscriptions: order.lines.flatMap((line) => line.subscriptionId ?? []),
    subtractions: {
      tax: {
        currency: order.payoutCurrency,
        amount: inPayoutCurrency(order, new Big(order.tax)).toNumber(),
        percentage: order.tax === '0.00' ? 0 : 19,
      },
      fastspring: {
        currency: order.payoutCurrency,
        amount: fee.round(4).toNumber(),
        percentage: Number(FEE_PERCENT),
      },
      withholdings: { withholdings: false },
    },
    payouts: [
      {
        payee: 'bluebird',
        currency: order.payoutCurrency,
        payout: net.minus(fee).toFixed(2),
        subtotal: net.minus(fee).round(2).toNumber(),
        total: inPayoutCurrency(order, new Big(order.total)).toFixed(2),
      },
    ],
  };
}

/** `data` of payoutEntry.created for a return: the payout is a negative string. */
export function returnPayoutPayload(refund: Return, expanded: boolean): Payload {
  const { order } = refund;
  const net = inPayoutCurrency(order, new Big(refund.total).minus(refund.tax));
  return {
    return: expanded ? returnPayload(refund, { expanded: false }) : refund.id,
    account: expanded ? accountPayload(order.customer) : order.customer.id,
    live: order.live,
    subscriptions: [],
    subtractions: {
      tax: { amount: 0, percentage: 0 },
      fastspring: { amount: 0, percentage: 0 },
      withholdings: { withholdings: false },
    },
    subtotal: net.times(-1).toNumber(),
    payouts: [
      {
        payee: 'bluebird',
        currency: order.payoutCurrency,
        payout: net.times(-1).toFixed(2),
        totalReturn: net.times(-1).toFixed(2),
      },
    ],
  };
}

function inPayoutCurrency(order: Order, amount: Big): Big {
  return amount.times(order.payoutRate).round(2);
}
