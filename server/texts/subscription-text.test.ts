import { expect, test } from 'vitest';
import { chargeFailedFact, subscriptionFact } from '../../testing/server/rules/facts.ts';
import { understoodEventTypes } from '../fastspring/catalogue.ts';
import type { Fact } from '../ledger/fact.ts';
import { historyText, noteText } from './fact-text.ts';

const trial = { kind: 'free', endsAt: Date.UTC(2026, 10, 27) } as const;
const about = (type: string, subscription: NonNullable<Parameters<typeof subscriptionFact>[1]>['subscription'] = {}) =>
  subscriptionFact(type, { subscription });

const cases: readonly [string, Fact, string][] = [
  [
    'activation',
    subscriptionFact('subscription.activated'),
    'Subscription started · Pro plan × 2 · €238.00 a month · next charge €238.00 on Dec 20, 2026',
  ],
  [
    'every third month',
    subscriptionFact('subscription.activated', { subscription: { intervalLength: 3, nextChargeTotal: null } }),
    'Subscription started · Pro plan × 2 · €238.00 every 3 months · next charge on Dec 20, 2026',
  ],
  [
    'price that tax is added to',
    subscriptionFact('subscription.activated', { subscription: { price: '100.00' } }),
    'Subscription started · Pro plan × 2 · €100.00 a month + tax · next charge €238.00 on Dec 20, 2026',
  ],
  [
    'managed subscription',
    subscriptionFact('subscription.activated', { subscription: { interval: 'adhoc', nextChargeAt: null } }),
    'Subscription started · Pro plan × 2 · €238.00',
  ],
  [
    'trial',
    subscriptionFact('subscription.activated', { subscription: { trial } }),
    'Trial started · Pro plan × 2 · trial until Nov 27, 2026 · €238.00 a month',
  ],
  [
    'trial ending',
    subscriptionFact('subscription.trial.reminder', { subscription: { trial } }),
    'Trial ending soon · Pro plan × 2 · trial until Nov 27, 2026 · €238.00 a month',
  ],
  [
    'change',
    subscriptionFact('subscription.updated', { subscription: { quantity: 5 } }),
    'Subscription changed · Pro plan × 5 · €238.00 a month · next charge €238.00 on Dec 20, 2026',
  ],
  [
    'cancellation',
    subscriptionFact('subscription.canceled', { subscription: { endsAt: Date.UTC(2026, 11, 20) } }),
    'Subscription canceled · Pro plan × 2 · active until Dec 20, 2026',
  ],
  [
    'withdrawn cancellation',
    subscriptionFact('subscription.uncanceled', { subscription: { nextChargeTotal: null } }),
    'Cancellation withdrawn · Pro plan × 2 · €238.00 a month · next charge on Dec 20, 2026',
  ],
  ['deactivation', subscriptionFact('subscription.deactivated'), 'Subscription ended · Pro plan × 2'],
  ['pause', subscriptionFact('subscription.paused'), 'Subscription paused · Pro plan × 2'],
  [
    'overdue',
    subscriptionFact('subscription.payment.overdue', { subscription: { overdueNotices: { sent: 2, total: 4 } } }),
    'Payment overdue · Pro plan × 2 · €238.00 due · reminder 2 of 4',
  ],
  [
    'group overdue',
    subscriptionFact('subscription.group.payment.overdue'),
    'Payment overdue · Pro plan × 2 · €238.00 due',
  ],
  [
    'expired card',
    chargeFailedFact('EXPIRED_CARD'),
    'Renewal payment failed · Pro plan × 2 · reason: the card has expired · €238.00 due',
  ],
  ['unknown reason', chargeFailedFact('UNKNOWN'), 'Renewal payment failed · Pro plan × 2 · €238.00 due'],
  [
    'without a reported end, a trial ends on the day of the charge',
    about('subscription.trial.reminder', { trial: { ...trial, endsAt: null } }),
    'Trial ending soon · Pro plan × 2 · trial until Dec 20, 2026 · €238.00 a month',
  ],
  [
    'trial without any date',
    about('subscription.trial.reminder', { nextChargeAt: null }),
    'Trial ending soon · Pro plan × 2 · €238.00 a month',
  ],
  [
    'a plan that costs nothing',
    about('subscription.updated', { price: '0.00', nextChargeAt: null }),
    'Subscription changed · Pro plan × 2',
  ],
  [
    'a plan of unknown price',
    about('subscription.updated', { price: null, nextChargeAt: null }),
    'Subscription changed · Pro plan × 2',
  ],
  [
    'a plan without a currency',
    about('subscription.updated', { currency: null }),
    'Subscription changed · Pro plan × 2 · next charge on Dec 20, 2026',
  ],
  [
    'a plan of unknown interval',
    about('subscription.updated', { interval: null, nextChargeAt: null }),
    'Subscription changed · Pro plan × 2 · €238.00',
  ],
  [
    'a plan without a product’s name',
    about('subscription.paused', { product: null }),
    'Subscription paused · PRO-M × 2',
  ],
  ['a plan without any name', about('subscription.paused', { product: null, sku: null }), 'Subscription paused'],
  ['a single seat', about('subscription.paused', { quantity: 1 }), 'Subscription paused · Pro plan'],
  [
    'resumption',
    about('subscription.resumed'),
    'Subscription resumed · Pro plan × 2 · €238.00 a month · next charge €238.00 on Dec 20, 2026',
  ],
  [
    'reminder of a charge',
    about('subscription.payment.reminder'),
    'Payment reminder sent to the customer · Pro plan × 2 · next charge €238.00 on Dec 20, 2026',
  ],
  ['cancellation without a day', about('subscription.canceled'), 'Subscription canceled · Pro plan × 2'],
  [
    'overdue before the first reminder',
    about('subscription.payment.overdue', { overdueNotices: { sent: 0, total: 4 } }),
    'Payment overdue · Pro plan × 2 · €238.00 due',
  ],
  [
    'overdue by the price',
    about('subscription.payment.overdue', { nextChargeTotal: null, price: '199.00' }),
    'Payment overdue · Pro plan × 2 · €199.00 due',
  ],
  [
    'overdue by nothing',
    about('subscription.payment.overdue', { nextChargeTotal: '0.00' }),
    'Payment overdue · Pro plan × 2',
  ],
  [
    'overdue by an unknown amount',
    about('subscription.payment.overdue', { nextChargeTotal: null, price: null }),
    'Payment overdue · Pro plan × 2',
  ],
  [
    'overdue without a currency',
    about('subscription.payment.overdue', { currency: null }),
    'Payment overdue · Pro plan × 2',
  ],
  [
    'a failed charge with its reason only in the subscription',
    { ...chargeFailedFact(null), subscription: about('x', { declineReason: 'EXPIRED_CARD' }).subscription },
    'Renewal payment failed · Pro plan × 2 · reason: the card has expired · €238.00 due',
  ],
  [
    'a failed charge of an unknown subscription',
    { ...chargeFailedFact('EXPIRED_CARD'), subscription: null },
    'Renewal payment failed · reason: the card has expired',
  ],
  [
    'a failed charge of which nothing is known',
    { ...chargeFailedFact(null), subscription: null },
    'Renewal payment failed',
  ],
  [
    'a group’s charge, of one member',
    { ...about('subscription.charge.completed'), kind: 'snapshot' },
    'FastSpring: subscription.charge.completed · Pro plan × 2',
  ],
  [
    'a group’s charge, of an unknown member',
    { ...about('subscription.charge.completed'), kind: 'snapshot', subscription: null },
    'FastSpring: subscription.charge.completed',
  ],
];

test.each(cases)('a note about a subscription: %s', (_what, fact, text) => {
  const reference = fact.kind === 'snapshot' ? '' : ' · subscription sub-1';
  expect(noteText(fact, 'en')).toBe(`${text}${reference} · anna@acme.example`);
});

test.each([
  ['day', '€238.00 a day'],
  ['week', '€238.00 a week'],
  ['month', '€238.00 a month'],
  ['year', '€238.00 a year'],
] as const)('a charge every %s reads %s', (interval, text) => {
  expect(noteText(about('subscription.updated', { interval, intervalLength: null }), 'en')).toContain(text);
});

test.each([
  ['subscription.created', 'Subscription started'],
  ['subscription.prorated', 'Subscription changed'],
  ['subscription.group.updated', 'Subscription changed'],
  ['subscription.group.deactivated', 'Subscription ended'],
])('%s reads %s', (type, headline) => {
  expect(historyText(about(type), 'en')).toBe(`${headline} · Pro plan × 2`);
});

test('a FastSpring day is the same day in every time zone', () => {
  const midnight = subscriptionFact('subscription.canceled', { subscription: { endsAt: Date.UTC(2026, 11, 1) } });
  expect(noteText(midnight, 'en')).toContain('Dec 1, 2026');
});

test('every subscription event has words of its own', () => {
  const types = understoodEventTypes.filter((type) => /^subscription\.(?!.*charge)/.test(type));
  const unspoken = types.filter((type) => noteText(subscriptionFact(type), 'en').startsWith('FastSpring:'));
  expect(types.length).toBeGreaterThan(10);
  expect(unspoken).toEqual([]);
});
