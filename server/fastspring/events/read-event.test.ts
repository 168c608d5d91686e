import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import { shownByApi } from '../../ledger/subscription-copy.ts';
import { hasTooManyValues, readEvent, reducedPayload } from './index.ts';

const read = (type: string, payload: string) =>
  readEvent({ type, live: null, createdAt: null, receivedAt: at, payload });

test('the data may arrive in its envelope or alone', () => {
  const data = '{"id":"O-1","total":5.0,"currency":"EUR"}';
  const facts = [{ key: 'order.completed:O-1', order: { total: '5' } }];
  expect(read('order.completed', `{"id":"EV1","data":${data}}`)).toMatchObject({ outcome: 'facts', facts });
  expect(read('order.completed', data)).toMatchObject({ outcome: 'facts', facts });
});

test.each(['null', '7', '"x"', '{"data":null}', '{"data":7}', '{', ''])('%s has no data', (payload) => {
  expect(read('order.completed', payload)).toEqual({ outcome: 'unreadable', reason: 'its data is not an object' });
});

test.each(['order.refunded', 'toString', '', 'api.order'])('%j is unknown with any data', (type) => {
  expect(read(type, '{"data":{"id":"O-1"}}')).toEqual({ outcome: 'unknown' });
});

test('an event of very many values is not read, because that would take half a minute', () => {
  const order = (items: number) =>
    `{"data":{"id":"O-1","total":5.0,"currency":"EUR","items":[${'{},'.repeat(items - 1)}{}]}}`;
  expect(read('order.completed', order(19_997))).toMatchObject({ outcome: 'facts' });
  expect(read('order.completed', order(19_998))).toEqual({ outcome: 'unreadable', reason: 'it has too many values' });
});

test('twenty thousand values in a list are read, one more is not', () => {
  const numbers = (count: number) => JSON.stringify(Array.from({ length: count }, () => 0));
  expect(hasTooManyValues(numbers(20_000))).toBe(false);
  expect(hasTooManyValues(numbers(20_001))).toBe(true);
});

test.each([
  ['arrays in arrays', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
  ['objects in objects', `${'{"":'.repeat(400_000)}0${'}'.repeat(400_000)}`],
])('nor is one of very many %s, which need no commas', (_what, value) => {
  const parsing = vi.spyOn(JSON, 'parse');
  onTestFinished(() => parsing.mockRestore());
  const payload = `{"data":{"id":"O-1","total":5.0,"currency":"EUR","items":${value}}}`;
  expect(read('order.completed', payload)).toEqual({ outcome: 'unreadable', reason: 'it has too many values' });
  expect(parsing).not.toHaveBeenCalled();
});

describe('ids that are too long for an index', () => {
  const letters = (count: number, letter = 'x') => letter.repeat(count);
  const member = (id: string) => `{"cotermGroupId":"G-1","changed":1,"subscriptions":[{"id":"${id}"}]}`;

  test('are rejected by their total length in bytes', () => {
    const cart = (product: string, fulfillment: string) =>
      `{"order":"O-1","product":"${product}","fulfillment":"${fulfillment}"}`;
    const prefix = 'fulfillment.failed:O-1::'.length;
    const most = read('fulfillment.failed', cart(letters(1_000), letters(1_000 - prefix)));
    const tooLong = read('fulfillment.failed', cart(letters(1_000), letters(1_001 - prefix)));
    const inBytes = read('fulfillment.failed', cart(letters(1_000), letters(600, 'ü')));
    expect(most.outcome).toBe('facts');
    expect(tooLong).toEqual({ outcome: 'unreadable', reason: 'its ids are too long' });
    expect(inBytes).toEqual({ outcome: 'unreadable', reason: 'its ids are too long' });
  });

  test('are rejected where only one fact of the event has them', () => {
    const declined = (subscriptions: readonly object[]) =>
      JSON.stringify({ cotermGroupId: 'G-1', timestamp: 1, reason: letters(900, 'ü'), subscriptions });
    const type = 'subscription.group.payment.charge.failed';
    expect(read(type, declined([{ id: 'S-1' }]))).toMatchObject({
      facts: [{ kind: 'charge_failed' }, { kind: 'snapshot' }],
    });
    expect(read(type, declined([{ id: letters(255) }]))).toEqual({
      outcome: 'unreadable',
      reason: 'its ids are too long',
    });
  });

  test('of a group member drop that member', () => {
    expect(read('subscription.group.updated', member(letters(256)))).toMatchObject({ facts: [{ kind: 'notice' }] });
  });
});

describe('an event that was reduced to its facts', () => {
  const readReduced = (payload: string) =>
    readEvent({ type: 'order.completed', live: null, createdAt: null, receivedAt: at, payload, isReduced: true });

  test('states the same facts', () => {
    const facts = readFacts('order.completed', { id: 'O-1', total: 5, currency: 'EUR', items: [{ product: 'pro' }] });
    expect(readReduced(reducedPayload(facts))).toEqual({ outcome: 'facts', facts });
  });

  test('cannot be read in another form', () => {
    const reason = 'its facts were kept in another form';
    expect(readReduced('{"facts":[{"kind":"order"}]}')).toEqual({ outcome: 'unreadable', reason });
    expect(readReduced('{"data":{"id":"O-1","total":5,"currency":"EUR"}}')).toEqual({ outcome: 'unreadable', reason });
  });
});

test('a subscription from the API is dated by its reading, not by its `changed`', () => {
  const data = {
    id: 'S-1',
    changed: at - 86_400_000,
    next: at + 1,
    quantity: 2,
    account: 'A-1',
    live: false,
    initialOrderId: 'O-1',
  };
  expect(read(shownByApi, JSON.stringify(data))).toMatchObject({
    facts: [
      {
        kind: 'snapshot',
        key: `api.subscription:S-1:${at}`,
        type: 'api.subscription',
        occurredAt: at,
        reportedAt: at,
        live: false,
        orderId: null,
        subscriptionId: 'S-1',
        customer: { fastspringAccountId: 'A-1' },
        subscription: { quantity: 2, changedAt: at - 86_400_000 },
      },
    ],
  });
  expect(read(shownByApi, '{"id":"S-1"}')).toMatchObject({ facts: [{ key: `api.subscription:S-1:${at}` }] });
  expect(read(shownByApi, '{"quantity":2}')).toEqual({
    outcome: 'unreadable',
    reason: 'it has no subscription id',
  });
});
