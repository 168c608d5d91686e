import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import type { Fact } from '../../ledger/fact.ts';

const unnamed = { fastspringAccountId: null, email: null, name: null, company: null, country: null, phone: null };

describe('a quote', () => {
  const quote = {
    quote: 'Q-1',
    changed: at - 5_000,
    quoteStatus: 'COMPLETED',
    quoteName: 'Offer',
    order: 'O-1',
    'order reference': 'ACM251120-1042',
    Reason: 'Quote Completed',
    recipient: { email: 'anna@acme.example', first: 'Anna' },
  };
  const read = (change: object) => readFacts('quote.updated', { ...quote, ...change });

  test('is read in full', () => {
    expect(read({})).toEqual<Fact[]>([
      {
        kind: 'notice',
        key: `quote.updated:Q-1:COMPLETED:${at - 5_000}`,
        type: 'quote.updated',
        occurredAt: at - 5_000,
        live: true,
        orderId: 'O-1',
        subscriptionId: null,
        customer: { ...unnamed, email: 'anna@acme.example', name: 'Anna' },
        details: { quote: 'Offer', status: 'COMPLETED', reference: 'ACM251120-1042', reason: 'Quote Completed' },
      },
    ]);
  });

  test.each<[string, object, object]>([
    ['without a name shows its id', { quoteName: null }, { details: { quote: 'Q-1' } }],
    [
      'takes its id from `id` in the older shape',
      { quote: null, id: 'Q-2' },
      { key: `quote.updated:Q-2:COMPLETED:${at - 5_000}` },
    ],
    [
      'without status and date has a key from its id',
      { quoteStatus: null, changed: null },
      { key: 'quote.updated:Q-1::', occurredAt: at },
    ],
    ['may be in test mode', { live: false }, { live: false }],
  ])('%s', (_what, change, expected) => {
    expect(read(change)).toMatchObject([expected]);
  });

  test('cannot be read without its id', () => {
    expect(() => read({ quote: null })).toThrow('it has no quote id');
  });
});

describe('an abandoned cart', () => {
  const cart = {
    id: 'M-1',
    list: 'abandoned',
    updated: at - 5_000,
    email: 'anna@acme.example',
    firstName: 'Anna',
    lastName: 'Schmidt',
    country: 'de',
    order: {
      id: 'O-1',
      reference: 'ACM251120-1042',
      items: [{ product: 'pro', display: { en: 'Pro plan' } }, null, { product: 'help' }, {}],
    },
  };
  const read = (change: object, type = 'mailingListEntry.abandoned') => readFacts(type, { ...cart, ...change });

  test('is read in full', () => {
    expect(read({})).toEqual<Fact[]>([
      {
        kind: 'notice',
        key: `mailingListEntry.abandoned:M-1:${at - 5_000}`,
        type: 'mailingListEntry.abandoned',
        occurredAt: at - 5_000,
        live: true,
        orderId: 'O-1',
        subscriptionId: null,
        customer: { ...unnamed, email: 'anna@acme.example', name: 'Anna Schmidt', country: 'DE' },
        details: { list: 'abandoned', product: 'Pro plan, help', reference: 'ACM251120-1042' },
      },
    ]);
  });

  test('is the same under either event type', () => {
    expect(read({}, 'mailingListEntry.updated')).toEqual(read({}));
  });

  test.each([
    ['mailingListEntry.updated', 'subscribed'],
    ['mailingListEntry.removed', 'abandoned'],
  ])('%s of the list %s keeps its type', (type, list) => {
    expect(read({ list }, type)).toMatchObject([{ type, key: `${type}:M-1:${at - 5_000}`, details: { list } }]);
  });

  test('may have few details of the buyer and no order', () => {
    expect(
      read({ id: null, updated: null, firstName: null, lastName: null, country: null, order: null }),
    ).toMatchObject([
      {
        key: 'mailingListEntry.abandoned:anna@acme.example:',
        occurredAt: at,
        orderId: null,
        customer: { name: null, country: null },
        details: { product: null, reference: null },
      },
    ]);
    expect(read({ firstName: null })).toMatchObject([{ customer: { name: 'Schmidt' } }]);
    expect(read({ order: { id: null, items: [] } })).toMatchObject([{ orderId: null, details: { product: null } }]);
  });

  test('cannot be read without an e-mail address', () => {
    expect(() => read({ email: null })).toThrow('it has no e-mail address');
  });
});

describe('a failed fulfillment', () => {
  const failure = {
    product: 'pro',
    fulfillment: 'license',
    order: 'O-1',
    reference: 'ACM251120-1042',
    subscription: 'S-1',
    reason: 'no licenses left',
    account: 'A-1',
  };
  const read = (change: object) => readFacts('fulfillment.failed', { ...failure, ...change });

  test('is read in full', () => {
    expect(read({})).toEqual<Fact[]>([
      {
        kind: 'notice',
        key: 'fulfillment.failed:O-1:pro:license',
        type: 'fulfillment.failed',
        occurredAt: at,
        live: true,
        orderId: 'O-1',
        subscriptionId: 'S-1',
        customer: { ...unnamed, fastspringAccountId: 'A-1' },
        details: { product: 'pro', reference: 'ACM251120-1042', reason: 'no licenses left' },
      },
    ]);
  });

  test('may have no product', () => {
    expect(read({ product: null, fulfillment: null, live: false })).toMatchObject([
      { key: 'fulfillment.failed:O-1::', live: false, details: { product: null } },
    ]);
  });

  test('cannot be read without its order', () => {
    expect(() => read({ order: null })).toThrow('it does not name its order');
  });
});
