import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { understoodEventTypes } from '../catalogue.ts';
import { readBatch } from '../webhook/batch.ts';
import { readEvent } from './index.ts';

/** Published and captured payloads, where a directory of them is named. */
const directory = process.env.FASTSPRING_PAYLOADS;
const files =
  directory === undefined
    ? []
    : readdirSync(directory).filter((name) => name.endsWith('.json') && !name.startsWith('api.'));

describe.skipIf(directory === undefined)('every payload of FASTSPRING_PAYLOADS', () => {
  test.each(files)('%s is understood', (file) => {
    const [event] = eventsIn(file);
    const reading = readEvent({
      type: '',
      live: null,
      createdAt: null,
      receivedAt: 1_763_640_000_000,
      payload: '',
      ...event,
    });
    expect(reading).toMatchObject({ outcome: 'facts' });
    if (reading.outcome !== 'facts') return;
    expect(reading.facts.length).toBeGreaterThan(0);
    for (const fact of reading.facts) {
      expect(fact.key).not.toMatch(/undefined|null|NaN|\[object/);
      expect(fact.occurredAt).toBeGreaterThan(0);
    }
  });

  test.each([
    ['order.completed.docs.json', { total: '60', currency: 'USD', tax: '0' }],
    ['order.completed.cryptlex-1.event.json', { total: '5380.8', currency: 'INR', tax: '820.8' }],
    ['order.completed.article.batch.json', { total: '119', currency: 'EUR', tax: null }],
    ['subscription.charge.completed.docs-fixed.json', { total: '40', currency: 'USD', tax: '2.96' }],
    ['subscription.charge.completed.cryptlex-1.event.json', { total: '2152.32', currency: 'INR' }],
  ])('%s is an order of %j', (file, order) => {
    expect(factsIn(file)[0]).toMatchObject({ kind: 'order', order });
  });

  test.each([
    ['return.created.docs.json', { total: '14.95', tax: '0', currency: 'USD', full: true }],
    [
      'return.created.cyberwombat-unexpanded.batch.json',
      { total: '300', full: true, customer: { email: 'email@example.com' } },
    ],
    ['chargeback.created.docs.json', { total: '171.68', currency: 'BRL', refundKind: 'chargeback' }],
  ])('%s is a refund of %j', (file, refund) => {
    expect(factsIn(file)[0]).toMatchObject({ kind: 'refund', ...refund });
  });

  test('the chargeback is identified by the processor’s case and dated by its Java date', () => {
    expect(factsIn('chargeback.created.docs.json')[0]).toMatchObject({
      key: 'chargeback.created:dsp_6dtaqbtq3cee7fqg3522hjgeqi',
      occurredAt: Date.UTC(2025, 4, 9, 17),
    });
  });

  test('the simplified shape names customer, product and SKU', () => {
    expect(factsIn('order.completed.article.batch.json')[0]).toMatchObject({
      orderId: 'ORD-1001',
      customer: { email: 'anna@acme.example', fastspringAccountId: null },
      order: { items: [{ product: 'Pro plan', sku: 'PRO-M' }] },
    });
    expect(factsIn('subscription.activated.article.batch.json')[0]).toMatchObject({
      subscriptionId: 'SUB-2001',
      customer: { email: 'anna@acme.example' },
      subscription: { product: 'Pro plan', sku: 'PRO-M' },
    });
  });

  test('a cancellation with the activation’s `changed` still comes after it', () => {
    const [activated] = factsIn('subscription.activated.archrebel-monthly-eur.batch.json');
    const [canceled] = factsIn('subscription.canceled.archrebel-monthly-eur.batch.json');
    expect(canceled?.subscriptionId).toBe(activated?.subscriptionId);
    expect(canceled?.occurredAt).toBeGreaterThan(activated?.occurredAt ?? Number.POSITIVE_INFINITY);
  });
});

function factsIn(file: string) {
  return eventsIn(file).flatMap((event) => {
    const reading = readEvent({ live: null, createdAt: null, receivedAt: 1_763_640_000_000, ...event });
    return reading.outcome === 'facts' ? reading.facts : [];
  });
}

/** A whole delivery, one event without its envelope, or the data alone; the file's name holds the type. */
function eventsIn(file: string) {
  const text = readFileSync(join(directory ?? '', file), 'utf8');
  const batch = readBatch(text);
  if (batch !== undefined)
    return batch.map(({ type, live, createdAt, payload }) => ({ type, live, createdAt, payload }));
  const type = understoodEventTypes
    .filter((known) => file.startsWith(`${known}.`))
    .sort((one, other) => other.length - one.length)[0];
  return [{ type: type ?? file, payload: text }];
}

describe('unreadable events', () => {
  const read = (type: string, payload: string) => readEvent({ type, live: true, createdAt: 1, receivedAt: 1, payload });

  test('a future type is unknown, and so are JavaScript’s property names', () => {
    expect(read('order.of.tomorrow', '{"data":{}}')).toEqual({ outcome: 'unknown' });
    expect(read('constructor', '{"data":{}}')).toEqual({ outcome: 'unknown' });
  });

  test.each(understoodEventTypes)('%s never throws on any data', (type) => {
    for (const payload of [
      '{"data":{}}',
      '{"data":[]}',
      '{"data":null}',
      '{"data":7}',
      'null',
      '"x"',
      '{',
      '{"data":{"id":{}}}',
    ]) {
      expect(['unreadable', 'facts']).toContain(read(type, payload).outcome);
    }
    expect(read(type, `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).outcome).not.toBe('unknown');
  });

  test.each([
    ['order.completed', { id: 'O-1', currency: 'EUR' }, 'it has no total or no currency'],
    ['order.completed', { total: 5, currency: 'EUR' }, 'it has no order id'],
    [
      'return.created',
      { return: 'R-1', totalReturn: 5, currency: 'EUR' },
      'it does not name the order that was refunded',
    ],
    ['subscription.canceled', { state: 'canceled' }, 'it has no subscription id'],
    ['subscription.charge.failed', { reason: 'EXPIRED_CARD' }, 'it has no subscription id'],
  ])('%s of %j says that %s', (type, data, reason) => {
    expect(read(type, JSON.stringify({ data }))).toEqual({ outcome: 'unreadable', reason });
  });

  test('an odd field costs that field, not the event', () => {
    const data = {
      id: 'O-1',
      total: '4E+1',
      currency: 'eur',
      tax: {},
      tags: { lead: 7, on: true, odd: [] },
      items: {},
      customer: 'x',
      address: [],
    };
    expect(read('order.completed', JSON.stringify({ data }))).toMatchObject({
      outcome: 'facts',
      facts: [{ order: { total: '40', currency: 'EUR', tax: null, tags: { lead: '7', on: 'true' }, items: [] } }],
    });
  });
});
