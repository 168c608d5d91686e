import { expect, test } from 'vitest';
import { noticeFact, orderFact, proPlan, refundFact, refundRequestFact } from '../../testing/server/rules/facts.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import { knownOrderOf, withKnownOrder } from './known-order.ts';

const known = {
  reference: 'ACM261120-1042',
  currency: 'EUR',
  total: '238',
  tax: '38.00',
  items: [
    { ...proPlan, product: 'Other', productPath: 'other', sku: null },
    { ...proPlan, product: 'Gift', productPath: null, sku: 'GIFT' },
    proPlan,
  ],
};
const part = { ...proPlan, product: 'pro-monthly', sku: null, quantity: 0 };

test.each([
  ['its path', part, 'Pro plan'],
  ['its SKU', { ...part, product: 'PRO-M', productPath: null, sku: 'PRO-M' }, 'Pro plan'],
  ['a path that the order does not have', { ...part, product: 'team', productPath: 'team' }, 'team'],
  ['a name of its own', { ...part, product: 'Pro plan, 2026' }, 'Pro plan, 2026'],
])('a refund that calls its product by %s', (_what, item, name) => {
  for (const fact of [refundFact({ items: [item] }), refundRequestFact({ items: [item] })])
    expect(withKnownOrder(fact, known)).toEqual({ ...fact, items: [{ ...item, product: name }] });
});

test('an order gets the tax and the reference from another event, and other facts stay unchanged', () => {
  expect(withKnownOrder(orderFact({ order: { tax: null } }), known)).toMatchObject({ order: { tax: '38.00' } });
  for (const fact of [orderFact({ order: { reference: null } }), refundFact({ orderReference: null })])
    expect(JSON.stringify(withKnownOrder(fact, known))).toContain('"ACM261120-1042"');
  const notice = noticeFact('fulfillment.failed', {});
  expect(withKnownOrder(notice, known)).toBe(notice);
});

test.each([
  [new Prisma.Decimal('38.00'), '38'],
  [null, null],
])('an order’s row shows its amounts as decimal strings, with the tax %s', (tax, shown) => {
  const items = [{ product: 'Pro plan', productPath: 'pro', sku: null, quantity: 1 }];
  const row = { reference: 'ACM-1', currency: 'JPY', total: new Prisma.Decimal('1e7'), tax, items };
  expect(knownOrderOf(row)).toEqual({
    ...{ reference: 'ACM-1', currency: 'JPY', total: '10000000', tax: shown },
    items: [{ product: 'Pro plan', productPath: 'pro', sku: null }],
  });
});
