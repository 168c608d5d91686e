import { describe, expect, test } from 'vitest';
import { at, readFacts as read } from '../../../testing/server/fastspring/read-facts.ts';
import {
  day,
  ledgerOf,
  order,
  orderIn,
  subscription,
  subscriptionIn,
} from '../../../testing/server/fastspring/trap-samples.ts';
import { readEvent } from './index.ts';

/** FastSpring's payloads where they contradict common belief, one test each. Times are ms. */

describe('identity', () => {
  test('the account is an object with expansion and an id without', () => {
    const contact = { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' };
    const expanded = read('subscription.activated', {
      ...subscription,
      account: { id: 'A-1', account: 'A-1', contact },
    });
    const unexpanded = read('subscription.activated', { ...subscription, account: 'A-1' });
    expect(expanded[0]?.customer).toMatchObject({ fastspringAccountId: 'A-1', email: 'anna@acme.example' });
    expect(unexpanded[0]?.customer).toMatchObject({ fastspringAccountId: 'A-1', email: null });
    expect(ledgerOf(unexpanded, expanded).customers.get('account:A-1')?.email).toBe('anna@acme.example');
  });

  test('an account’s address has keys with spaces', () => {
    const address = { 'address line 1': 'Ringstr. 1', 'postal code': '10115', country: 'DE', company: 'Acme GmbH' };
    const contact = { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' };
    const [fact] = read('account.updated', { id: 'A-1', account: 'A-1', contact, address });
    expect(fact?.customer).toMatchObject({ country: 'DE', company: 'Acme GmbH', name: 'Anna Schmidt' });
  });

  test('a chargeback names no customer and carries its order’s id as its own', () => {
    const chargeback = read('chargeback.created', {
      id: 'O-1',
      order: 'O-1',
      processorCaseId: 'case-1',
      chargebackAmount: 119,
      currency: 'EUR',
    });
    const ledger = ledgerOf(chargeback, read('order.completed', { ...order, account: 'A-1' }));
    expect([...ledger.orders.keys()]).toEqual(['O-1']);
    expect([...ledger.refunds.values()]).toMatchObject([
      { refundKind: 'chargeback', refundId: 'case-1', total: '119' },
    ]);
    expect([...ledger.facts.values()].map(({ identity }) => identity)).toEqual(['account:A-1', 'account:A-1']);
  });
});

describe('numbers and times', () => {
  test('a total in scientific notation is exact', () => {
    expect(orderIn(read('order.completed', '{"id":"O-1","total":4E+1,"tax":1.90e0,"currency":"EUR"}'))).toMatchObject({
      total: '40',
      tax: '1.9',
    });
  });

  test('more digits than a float holds are kept', () => {
    const total = '90071992547409931.07';
    expect(orderIn(read('order.completed', `{"id":"O-1","total":${total},"currency":"IDR"}`))?.total).toBe(total);
  });

  test('amounts may be strings', () => {
    expect(orderIn(read('order.completed', { ...order, total: '119.00', tax: '19.00' }))).toMatchObject({
      total: '119',
      tax: '19',
    });
    const payouts = [{ payee: 'bluebird', currency: 'USD', payout: '-22.27' }];
    const fact = read('payoutEntry.created', { orderId: 'O-1', payouts })[0];
    expect(fact).toMatchObject({ kind: 'payout', net: '-22.27', payoutCurrency: 'USD' });
  });

  test('a chargeback has a date in the format of Java', () => {
    const facts = read('chargeback.created', {
      order: 'O-1',
      processorCaseId: 'case-1',
      chargebackAmount: 5,
      currency: 'EUR',
      creationDate: 'Fri May 09 17:00:00 UTC 2025',
    });
    expect(facts[0]?.occurredAt).toBe(Date.UTC(2025, 4, 9, 17));
  });

  test.each([
    ['scientific notation', '1.76364e12', at],
    ['the past before 1970', '-5', at],
    ['a year that no date has', '8.64e15', at],
    ['a day without its time zone', '"5/9/2025"', at],
    ['nothing', 'null', at],
  ])('a time may be %s', (_what, changed, moment) => {
    const [fact] = read('order.completed', `{"id":"O-1","total":1,"currency":"EUR","changed":${changed}}`);
    expect(fact?.occurredAt).toBe(moment);
  });

  test('an impossible amount is ignored', () => {
    expect(() => read('order.completed', '{"id":"O-1","total":1e300,"currency":"EUR"}')).toThrow('no total');
    expect(orderIn(read('order.completed', '{"id":"O-1","total":5,"tax":1e-300,"currency":"EUR"}'))?.tax).toBe('0');
  });

  test('a cancellation may carry the `changed` of the activation', () => {
    const activated = read('subscription.activated', subscription, at);
    const canceled = read(
      'subscription.canceled',
      { ...subscription, state: 'canceled', canceledDate: at + day },
      at + day,
    );
    expect(ledgerOf(canceled, activated).subscriptions.get('S-1')).toMatchObject({ state: 'canceled' });
  });
});

describe('misleading names', () => {
  test('a quote’s order stands under a key with a space', () => {
    const [fact] = read('quote.updated', {
      quote: 'Q-1',
      changed: at,
      quoteStatus: 'COMPLETED',
      'order reference': 'BLU-1',
      order: 'O-1',
      updatedBy: 'null',
    });
    expect(fact).toMatchObject({ kind: 'notice', orderId: 'O-1' });
    expect(JSON.stringify(fact)).toContain('BLU-1');
  });

  test.each([null, undefined])('an order’s reference may be %s', (reference) => {
    expect(orderIn(read('order.payment.pending', { ...order, reference }))?.reference).toBeNull();
  });

  test.each([
    ['a string', 'team-plan', 'team-plan'],
    ['an object', { product: 'team-plan', display: 'Team plan' }, 'Team plan'],
    [
      'an object with a map of languages',
      { product: 'team-plan', display: { en: 'Team plan', de: 'Teamplan' } },
      'Team plan',
    ],
  ])('a subscription’s product may be %s', (_shape, product, name) => {
    expect(subscriptionIn(read('subscription.activated', { ...subscription, product }))?.product).toBe(name);
  });

  test.each([
    ['at the subscription', 'subscription.activated', { ...subscription, sku: 'TEAM-M' }],
    [
      'in the subscription’s product',
      'subscription.activated',
      { ...subscription, product: { product: 'team-plan', sku: 'TEAM-M' } },
    ],
    [
      'at the order’s item',
      'order.completed',
      { ...order, items: [{ product: 'team-plan', quantity: 1, sku: 'TEAM-M', subtotal: 100 }] },
    ],
    [
      'in the item’s product',
      'order.completed',
      { ...order, items: [{ product: { product: 'team-plan', sku: 'TEAM-M' }, quantity: 1, subtotal: 100 }] },
    ],
  ])('a SKU may stand %s', (_place, type, data) => {
    const facts = read(type, data);
    expect(subscriptionIn(facts)?.sku ?? orderIn(facts)?.items[0]?.sku).toBe('TEAM-M');
  });

  test('tags may be absent, or hold values other than text', () => {
    expect(orderIn(read('order.completed', order))?.tags).toEqual({});
    const tagged = read('order.completed', {
      ...order,
      tags: { lead: 152_464, campaign: 'autumn', nested: { a: 1 }, nothing: null },
    });
    expect(orderIn(tagged)?.tags).toMatchObject({ lead: '152464', campaign: 'autumn' });
  });

  test('an empty object may take the place of a list', () => {
    expect(orderIn(read('order.completed', { ...order, items: {}, payment: {}, fulfillments: {} }))).toMatchObject({
      total: '119',
      items: [],
    });
    expect(subscriptionIn(read('subscription.updated', { ...subscription, instructions: {} }))?.price).toBe('10');
  });
});

describe('input by people', () => {
  test('a name with a NUL or half a surrogate pair becomes storable, and the event counts', () => {
    const customer = { first: 'An\0na', last: 'Schmi\ud800dt', email: 'anna@acme.example' };
    const tags = { 'a\0b': 'c\0d', '\udc00': 'x' };
    const [fact] = read('order.completed', { ...order, customer, tags });
    expect(fact?.customer.name).toBe('An\ufffdna Schmi\ufffddt');
    expect(fact?.kind === 'order' && fact.order.tags).toEqual({ 'a\ufffdb': 'c\ufffdd', '\ufffd': 'x' });
  });

  test('JavaScript’s property names are ordinary names', () => {
    const tags = '{"__proto__":"a","constructor":"b","toString":{}}';
    const [fact] = read('order.completed', `{"id":"O-1","total":5,"currency":"EUR","tags":${tags}}`);
    expect(fact?.kind === 'order' && Object.entries(fact.order.tags)).toContainEqual(['constructor', 'b']);
    expect(Object.prototype).not.toHaveProperty('a');
  });

  test('an empty or overlong id is ignored', () => {
    expect(read('order.completed', { ...order, account: '' })[0]?.customer.fastspringAccountId).toBeNull();
    expect(() => read('order.completed', { ...order, id: 'x'.repeat(300) })).toThrow('no order id');
  });

  test('a map of languages may lack some of its texts', () => {
    const product = { product: 'team-plan', display: { en: null, de: 'Teamplan', fr: {} } };
    expect(subscriptionIn(read('subscription.activated', { ...subscription, product }))?.product).toBe('Teamplan');
  });

  test('a group that names a member twice yields it once', () => {
    const member = { ...subscription, id: 'S-2' };
    const facts = read('subscription.group.updated', {
      cotermGroupId: 'G-1',
      changed: at,
      subscriptions: [member, member],
    });
    expect(facts.map(({ key }) => key)).toEqual([...new Set(facts.map(({ key }) => key))]);
  });

  test('an account that FastSpring made for a test is in test mode', () => {
    const payload = `{"id":"EV1","type":"account.created","live":false,"data":{"id":"A-1"}}`;
    const reading = readEvent({ type: 'account.created', live: false, createdAt: at, receivedAt: at, payload });
    expect(reading).toMatchObject({ facts: [{ live: false }] });
  });
});
