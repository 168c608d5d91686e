import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import { readEvent } from './index.ts';

/** Events with the same fact key are one fact: a manual resend has a new event id and date. */
const hour = 3_600_000;
const subscription = { id: 'S-1', changed: at, sequence: 2, next: at + hour, nextChargeDate: at + 2 * hour };
const keyOf = (type: string, data: object, created = at) => readFacts(type, data, created)[0]?.key;

describe('a resend has the same key', () => {
  test.each<[string, object]>([
    ['subscription.activated', subscription],
    ['subscription.deactivated', subscription],
    ['subscription.canceled', { ...subscription, canceledDate: at, deactivationDate: at + hour }],
    ['subscription.uncanceled', subscription],
    ['subscription.updated', subscription],
    ['subscription.paused', subscription],
    ['subscription.resumed', subscription],
    ['subscription.payment.overdue', { ...subscription, paymentOverdue: { sent: 1, total: 4 } }],
    ['subscription.payment.reminder', subscription],
    ['subscription.trial.reminder', subscription],
    ['subscription.charge.failed', { subscription, reason: 'EXPIRED_CARD' }],
    ['subscription.group.updated', { cotermGroupId: 'G-1', changed: at }],
    ['quote.updated', { quote: 'Q-1', quoteStatus: 'OPEN', changed: at }],
    ['account.updated', { id: 'A-1', country: 'DE' }],
    ['mailingListEntry.updated', { id: 'M-1', email: 'anna@acme.example', updated: at }],
  ])('of %s', (type, data) => {
    expect(keyOf(type, data, at + hour)).toBe(keyOf(type, data));
  });
});

describe('a single occurrence has one key, even if other data has changed since', () => {
  test.each<[string, object, string]>([
    ['subscription.activated', { ...subscription, changed: at + hour }, 'subscription.activated:S-1'],
    ['subscription.deactivated', { ...subscription, changed: at + hour }, 'subscription.deactivated:S-1'],
    ['quote.created', { quote: 'Q-1', quoteStatus: 'OPEN', changed: at + hour }, 'quote.created:Q-1'],
    ['account.created', { id: 'A-1', country: 'DE' }, 'account.created:A-1'],
  ])('%s', (type, data, key) => {
    expect(keyOf(type, data)).toBe(key);
  });
});

describe('a key holds the values of the data, and missing ones stay empty', () => {
  const midnight = Date.UTC(2026, 2, 10);
  const canceled = { id: 'S-1', canceledDate: midnight, deactivationDate: midnight + 24 * hour };

  test.each<[string, object, string]>([
    ['payment.overdue', { id: 'S-1', next: at, paymentOverdue: { sent: 2, total: 4 } }, `${at}:2`],
    ['payment.overdue', { id: 'S-1', sequence: 3 }, `3:${at}`],
    ['payment.overdue', { id: 'S-1' }, `:${at}`],
    ['canceled', { id: 'S-1', changed: at - hour }, `::${at - hour}`],
    ['canceled', { id: 'S-1' }, `::${at}`],
    ['canceled', canceled, `${midnight}:${midnight + 24 * hour}`],
    ['canceled', { ...canceled, deactivationDate: null }, `${midnight}:`],
    ['canceled', { ...canceled, changed: midnight + hour }, `${midnight}:${midnight + 24 * hour}:${midnight + hour}`],
    ['canceled', { ...canceled, changed: midnight }, `${midnight}:${midnight + 24 * hour}:${midnight}`],
    ['canceled', { ...canceled, changed: midnight - 1 }, `${midnight}:${midnight + 24 * hour}`],
    ['canceled', { ...canceled, changed: midnight + 24 * hour }, `${midnight}:${midnight + 24 * hour}`],
    [
      'canceled',
      { ...canceled, canceledDate: midnight + 1, changed: midnight + hour },
      `${midnight + 1}:${midnight + 24 * hour}`,
    ],
  ])('of %s with %j', (type, data, mark) => {
    expect(keyOf(`subscription.${type}`, data)).toBe(`subscription.${type}:S-1:${mark}`);
  });

  test('without a date in the envelope either', () => {
    const bare = (type: string) =>
      readEvent({ type, live: true, createdAt: null, receivedAt: at, payload: '{"data":{"id":"S-1"}}' });
    expect(bare('subscription.payment.overdue')).toMatchObject({
      facts: [{ key: 'subscription.payment.overdue:S-1::' }],
    });
    expect(bare('subscription.canceled')).toMatchObject({ facts: [{ key: 'subscription.canceled:S-1:::' }] });
  });
});

describe('the next event of its kind has another key', () => {
  const overdue = { ...subscription, paymentOverdue: { sent: 1, total: 4 } };
  const canceled = { ...subscription, canceledDate: at, deactivationDate: at + hour, end: at + 3 * hour };
  const quote = { quote: 'Q-1', quoteStatus: 'OPEN', changed: at };
  const failed = { reason: 'EXPIRED_CARD', subscription };

  test.each<[string, string, object, object]>([
    ['a change of another moment', 'subscription.updated', subscription, { ...subscription, changed: at + 1 }],
    ['a pause of another moment', 'subscription.paused', subscription, { ...subscription, changed: at + 1 }],
    ['a resumption of another moment', 'subscription.resumed', subscription, { ...subscription, changed: at + 1 }],
    [
      'an uncancellation of another moment',
      'subscription.uncanceled',
      subscription,
      { ...subscription, changed: at + 1 },
    ],
    ['a cancellation on another day', 'subscription.canceled', canceled, { ...canceled, canceledDate: at + 1 }],
    ['a cancellation with another end', 'subscription.canceled', canceled, { ...canceled, deactivationDate: at + 1 }],
    [
      'a cancellation with another end in the older shape',
      'subscription.canceled',
      { ...canceled, deactivationDate: null },
      { ...canceled, deactivationDate: null, end: at + 1 },
    ],
    [
      'the second notice',
      'subscription.payment.overdue',
      overdue,
      { ...overdue, paymentOverdue: { sent: 2, total: 4 } },
    ],
    ['a notice of another charge', 'subscription.payment.overdue', overdue, { ...overdue, nextChargeDate: at }],
    [
      'a notice of another charge in the older shape',
      'subscription.payment.overdue',
      { ...overdue, nextChargeDate: null },
      { ...overdue, nextChargeDate: null, next: at },
    ],
    [
      'a notice of another period, without a date',
      'subscription.payment.overdue',
      { ...overdue, nextChargeDate: null, next: null },
      { ...overdue, nextChargeDate: null, next: null, sequence: 3 },
    ],
    [
      'a reminder of another charge',
      'subscription.payment.reminder',
      subscription,
      { ...subscription, nextChargeDate: at },
    ],
    [
      'a reminder of another trial',
      'subscription.trial.reminder',
      subscription,
      { ...subscription, nextChargeDate: at },
    ],
    [
      'a charge that failed for another reason',
      'subscription.charge.failed',
      failed,
      { ...failed, reason: 'DECLINED' },
    ],
    [
      'a charge that failed in another period',
      'subscription.charge.failed',
      failed,
      { ...failed, subscription: { ...subscription, sequence: 3 } },
    ],
    [
      'a charge that failed after an edit of its subscription',
      'subscription.charge.failed',
      failed,
      { ...failed, subscription: { ...subscription, changed: at + 1 } },
    ],
    [
      'a charge that failed at another moment of its own',
      'subscription.charge.failed',
      { ...failed, timestamp: at },
      { ...failed, timestamp: at + 1 },
    ],
    [
      'a charge that failed on another date',
      'subscription.charge.failed',
      failed,
      { ...failed, subscription: { ...subscription, nextChargeDate: at } },
    ],
    ['a quote in another status', 'quote.updated', quote, { ...quote, quoteStatus: 'EXPIRED' }],
    ['a quote of another moment', 'quote.updated', quote, { ...quote, changed: at + 1 }],
    ['an account with other content', 'account.updated', { id: 'A-1', country: 'DE' }, { id: 'A-1', country: 'FR' }],
    ['another subscription', 'subscription.activated', subscription, { ...subscription, id: 'S-2' }],
  ])('%s', (_what, type, one, other) => {
    expect(keyOf(type, one)).not.toBe(keyOf(type, other));
  });
});

describe('without a date in the data, the event’s own date decides', () => {
  const bare = { id: 'S-1' };

  test.each([
    'subscription.updated',
    'subscription.uncanceled',
    'subscription.paused',
    'subscription.resumed',
    'subscription.payment.overdue',
  ])('%s', (type) => {
    expect(keyOf(type, bare, at + 1)).not.toBe(keyOf(type, bare));
  });

  test('and a failed charge has one key for the whole day', () => {
    const failed = { subscription: 'S-1', reason: 'EXPIRED_CARD' };
    const noon = Date.UTC(2026, 10, 20, 12);
    const [morning, evening, tomorrow] = [-hour, hour, 24 * hour].map((after) =>
      keyOf('subscription.charge.failed', failed, noon + after),
    );
    expect(morning).toBe(evening);
    expect(tomorrow).not.toBe(morning);
  });
});

test('a snapshot of the API is identified by its moment', () => {
  const shown = (data: object, created: number) => keyOf('api.subscription', data, created);
  expect(shown({ ...subscription, quantity: 2 }, at)).toBe(shown(subscription, at));
  expect(shown(subscription, at + 1)).not.toBe(shown(subscription, at));
});

test('a reminder without a date has one key', () => {
  expect(keyOf('subscription.payment.reminder', { id: 'S-1' })).toBe('subscription.payment.reminder:S-1');
});
