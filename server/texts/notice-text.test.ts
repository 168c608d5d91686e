import { expect, test } from 'vitest';
import { customer, noticeFact } from '../../testing/server/rules/facts.ts';
import type { Fact } from '../ledger/fact.ts';
import { noteText } from './fact-text.ts';

const base = {
  key: 'k',
  occurredAt: 0,
  live: true,
  orderId: 'o',
  subscriptionId: null,
  customer,
};
const payout = {
  ...base,
  type: 'payoutEntry.created',
  kind: 'payout',
  returnId: null,
  paidOrder: null,
  payoutCurrency: 'USD',
} as const;

const cases: readonly [string, Fact, string][] = [
  ['abandoned cart', noticeFact('mailingListEntry.abandoned', { product: 'Pro plan' }), 'Cart abandoned · Pro plan'],
  [
    'quote',
    noticeFact('quote.updated', { quote: 'Q-7', status: 'AWAITING_PAYMENT' }),
    'Quote changed · accepted, awaiting payment · quote Q-7',
  ],
  [
    'failed delivery',
    noticeFact('fulfillment.failed', {
      product: 'pro-plan',
      reference: 'ACM-1',
      reason: 'Does not have available licenses.',
    }),
    'Paid, but the product could not be delivered · pro-plan · order ACM-1 · reason: Does not have available licenses.',
  ],
  [
    'payout',
    { ...payout, fee: '12.40', net: '246.00' },
    'FastSpring payout for this order · payout $246.00, fee $12.40',
  ],
  [
    'payout to a hundredth of a cent',
    { ...payout, fee: '9.7010', net: '99.2990' },
    'FastSpring payout for this order · payout $99.30, fee $9.70',
  ],
  [
    'customer',
    { ...base, type: 'account.updated', kind: 'customer' },
    'Customer details changed in FastSpring · Anna Schmidt',
  ],
  ['something new', noticeFact('order.blessed', {}), 'FastSpring: order.blessed'],
  [
    'payout of an unknown fee',
    { ...payout, fee: null, net: '246.00' },
    'FastSpring payout for this order · payout $246.00',
  ],
  ['fee of an unknown payout', { ...payout, fee: '12.40', net: null }, 'FastSpring payout for this order · fee $12.40'],
  ['payout of nothing known', { ...payout, fee: null, net: null }, 'FastSpring payout for this order'],
  ['new customer', { ...base, type: 'account.created', kind: 'customer' }, 'New customer in FastSpring · Anna Schmidt'],
  [
    'nameless customer',
    { ...base, customer: { ...customer, name: null }, type: 'account.created', kind: 'customer' },
    'New customer in FastSpring · anna@acme.example',
  ],
  ['new quote', noticeFact('quote.created', { quote: 'Q-7', status: 'OPEN' }), 'Quote created · open · quote Q-7'],
  [
    'quote of a status that is new',
    noticeFact('quote.updated', { quote: 'Q-7', status: 'ARCHIVED' }),
    'Quote changed · ARCHIVED · quote Q-7',
  ],
  [
    'quote, without what its reason would add',
    noticeFact('quote.updated', { quote: 'Q-7', status: 'CANCELED', reason: 'CANCELED' }),
    'Quote changed · canceled · quote Q-7',
  ],
  [
    'invoice reminder',
    noticeFact('invoice.reminder.email', { reference: 'ACM-1' }),
    'Invoice reminder sent to the customer · order ACM-1',
  ],
  ['mailing list', noticeFact('mailingListEntry.updated', {}), 'Mailing list: details changed'],
  ['left mailing list', noticeFact('mailingListEntry.removed', {}), 'Mailing list: unsubscribed'],
  [
    'what FastSpring leaves empty or gives as a number',
    noticeFact('fulfillment.failed', { quote: null, product: null, reference: 7, reason: 8, status: null }),
    'Paid, but the product could not be delivered · order 7',
  ],
];

test.each(cases)('a note about other news: %s', (_what, fact, text) => {
  const payer = text.endsWith('anna@acme.example') ? '' : ' · anna@acme.example';
  expect(noteText(fact, 'en')).toBe(text + payer);
});
