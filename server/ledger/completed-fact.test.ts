import { expect, test } from 'vitest';
import { customer, orderFact, proPlan, refundFact } from '../../testing/server/rules/facts.ts';
import { companionColumns, companionSchema, completedFact } from './completed-fact.ts';

const unnamed = { ...customer, email: null };
const part = { ...proPlan, product: 'pro-monthly' };
const chargeback = refundFact({ customer: unnamed, orderReference: null, items: [part] });

const row = {
  order_reference: 'ACM261120-1042',
  order_currency: 'EUR',
  order_total: '238',
  order_tax: '38',
  order_items: [proPlan],
  customer_email: 'anna@acme.example',
};
const completed = (
  fact: Parameters<typeof completedFact>[0],
  change: Partial<typeof row> | Record<string, null> = {},
) => completedFact(fact, companionSchema.parse({ ...row, ...change }));

test('a chargeback has the payer, the reference and the product names of its order', () => {
  expect(completed(chargeback)).toEqual({
    ...chargeback,
    customer,
    orderReference: 'ACM261120-1042',
    items: [proPlan],
  });
});

test('an order without expansion gets the tax from its row', () => {
  expect(completed(orderFact({ order: { tax: null } }))).toEqual(orderFact({ order: { tax: '38' } }));
});

test('the address in the fact stays, even if the customer has another one now', () => {
  expect(completed(orderFact(), { customer_email: 'anna@new.example' })).toEqual(orderFact());
});

test.each(['order_currency', 'order_total'])('an order without %s adds nothing, its customer does', (column) => {
  expect(completed(chargeback, { [column]: null })).toEqual({ ...chargeback, customer });
});

test('items that are not a list of products leave the names unchanged', () => {
  expect(completed(chargeback, { order_items: null })).toMatchObject({ items: [part] });
});

test.each(Object.keys(companionSchema.shape))('the query has a column %s', (column) => {
  expect(companionColumns).toMatch(new RegExp(`\\bAS ${column}\\b`));
});
