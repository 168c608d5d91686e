import { expect, test } from 'vitest';
import { oneOfEach } from '../../../testing/server/fastspring/one-of-each.ts';
import type { Fact } from '../../ledger/fact.ts';
import { understoodEventTypes } from '../catalogue.ts';
import { readEvent } from './index.ts';

/** Every event type: its facts with webhook expansion, and without. */
const types: readonly (readonly [type: string, expanded: readonly string[], unexpanded: readonly string[]])[] = [
  [
    'order.completed',
    ['purchase completed 238 EUR, tax 38, TEAM-M; e-mail', 'snapshot; e-mail'],
    ['purchase completed 238 EUR, tax 38, TEAM-M; e-mail'],
  ],
  [
    'order.failed',
    ['purchase failed 238 EUR, tax 38, TEAM-M; e-mail'],
    ['purchase failed 238 EUR, tax 38, TEAM-M; e-mail'],
  ],
  [
    'order.canceled',
    ['purchase canceled 238 EUR, tax 38, TEAM-M; e-mail'],
    ['purchase canceled 238 EUR, tax 38, TEAM-M; e-mail'],
  ],
  [
    'order.payment.pending',
    ['purchase payment_pending 238 EUR, tax 38, TEAM-M; e-mail'],
    ['purchase payment_pending 238 EUR, tax 38, TEAM-M; e-mail'],
  ],
  [
    'order.approval.pending',
    ['purchase approval_pending 238 EUR, tax 38, TEAM-M; e-mail'],
    ['purchase approval_pending 238 EUR, tax 38, TEAM-M; e-mail'],
  ],
  ['return.created', ['refund 59.5 EUR, tax 9.5; e-mail'], ['refund 59.5 EUR, tax 9.5; e-mail']],
  ['chargeback.created', ['chargeback 238 EUR, tax 0; nobody'], ['chargeback 238 EUR, tax 0; nobody']],
  [
    'subscription.activated',
    ['subscription 2 × 100 EUR, TEAM-M, active; e-mail'],
    ['subscription 2 × 100 EUR, TEAM-M, active; account'],
  ],
  [
    'subscription.updated',
    ['subscription 3 × 100 EUR, TEAM-M, active; e-mail'],
    ['subscription 3 × 100 EUR, TEAM-M, active; account'],
  ],
  [
    'subscription.canceled',
    ['subscription 3 × 100 EUR, TEAM-M, canceled; e-mail'],
    ['subscription 3 × 100 EUR, TEAM-M, canceled; account'],
  ],
  [
    'subscription.uncanceled',
    ['subscription 3 × 100 EUR, TEAM-M, active; e-mail'],
    ['subscription 3 × 100 EUR, TEAM-M, active; account'],
  ],
  [
    'subscription.deactivated',
    ['subscription 3 × 100 EUR, TEAM-M, deactivated; e-mail'],
    ['subscription 3 × 100 EUR, TEAM-M, deactivated; account'],
  ],
  [
    'subscription.paused',
    ['subscription 2 × 100 EUR, TEAM-M, paused; e-mail'],
    ['subscription 2 × 100 EUR, TEAM-M, paused; account'],
  ],
  [
    'subscription.resumed',
    ['subscription 2 × 100 EUR, TEAM-M, active; e-mail'],
    ['subscription 2 × 100 EUR, TEAM-M, active; account'],
  ],
  [
    'subscription.payment.overdue',
    ['subscription 3 × 100 EUR, TEAM-M, overdue; e-mail'],
    ['subscription 3 × 100 EUR, TEAM-M, overdue; account'],
  ],
  [
    'subscription.payment.reminder',
    ['subscription 2 × 100 EUR, TEAM-M, active; e-mail'],
    ['subscription 2 × 100 EUR, TEAM-M, active; account'],
  ],
  [
    'subscription.trial.reminder',
    ['subscription 2 × 100 EUR, TEAM-M, trial; e-mail'],
    ['subscription 2 × 100 EUR, TEAM-M, trial; account'],
  ],
  [
    'subscription.charge.completed',
    ['renewal completed 357 EUR, tax 57, TEAM-M; e-mail', 'snapshot; e-mail'],
    ['renewal completed 357 EUR, tax null, no item; account', 'snapshot; account'],
  ],
  [
    'subscription.charge.failed',
    ['charge failed EXPIRED_CARD, TEAM-M; e-mail'],
    ['charge failed EXPIRED_CARD, no subscription; account'],
  ],
  [
    'subscription.group.payment.charge.completed',
    ['renewal completed 357 EUR, tax 57, TEAM-M; e-mail', 'snapshot; e-mail'],
    ['renewal completed 357 EUR, tax 57, TEAM-M; e-mail', 'snapshot; e-mail'],
  ],
  [
    'subscription.group.payment.charge.failed',
    ['charge failed DECLINED_SOFT, no subscription; e-mail', 'snapshot; e-mail'],
    ['charge failed DECLINED_SOFT, no subscription; account', 'snapshot; account'],
  ],
  ['subscription.group.created', ['notice; e-mail', 'snapshot; e-mail'], ['notice; account', 'snapshot; account']],
  ['subscription.group.updated', ['notice; e-mail', 'snapshot; e-mail'], ['notice; account', 'snapshot; account']],
  ['subscription.group.deactivated', ['notice; e-mail'], ['notice; account']],
  ['subscription.group.prorated', ['notice; e-mail', 'snapshot; e-mail'], ['notice; account', 'snapshot; account']],
  [
    'subscription.group.payment.overdue',
    ['notice; e-mail', 'snapshot; e-mail'],
    ['notice; account', 'snapshot; account'],
  ],
  [
    'subscription.group.payment.reminder',
    ['notice; e-mail', 'snapshot; e-mail'],
    ['notice; account', 'snapshot; account'],
  ],
  ['quote.created', ['notice; e-mail'], ['notice; e-mail']],
  ['quote.updated', ['notice; e-mail'], ['notice; e-mail']],
  ['fulfillment.failed', ['notice; account'], ['notice; account']],
  ['payoutEntry.created', ['payout 198.6 USD, fee 19.402; e-mail'], ['payout 198.6 USD, fee 19.402; account']],
  ['account.created', ['customer; e-mail'], ['customer; e-mail']],
  ['account.updated', ['customer; e-mail'], ['customer; e-mail']],
  ['mailingListEntry.updated', ['notice; e-mail'], ['notice; e-mail']],
  ['mailingListEntry.removed', ['notice; e-mail'], ['notice; e-mail']],
  ['mailingListEntry.abandoned', ['notice; e-mail'], ['notice; e-mail']],
];

test('every type that is understood has its row', () => {
  expect(types.map(([type]) => type).sort()).toEqual(understoodEventTypes.toSorted());
});

test.each(types)('%s', (type, expanded, unexpanded) => {
  expect(factsOf(oneOfEach(true)[type])).toEqual(expanded);
  expect(factsOf(oneOfEach(false)[type])).toEqual(unexpanded);
});

function factsOf(event: unknown): readonly string[] | string {
  const { type } = Object(event);
  const reading = readEvent({
    type: String(type),
    live: true,
    createdAt: 1,
    receivedAt: 1,
    payload: JSON.stringify(event),
  });
  return reading.outcome === 'facts' ? reading.facts.map(inWords) : reading.outcome;
}

/** A fact on one line: its kind, its money, and how much it knows about the customer. */
function inWords(fact: Fact): string {
  const knows =
    fact.customer.email !== null ? 'e-mail' : fact.customer.fastspringAccountId !== null ? 'account' : 'nobody';
  return `${whatItIs(fact)}; ${knows}`;
}

function whatItIs(fact: Fact): string {
  switch (fact.kind) {
    case 'order':
      return `${fact.orderKind} ${fact.state} ${fact.order.total} ${fact.order.currency}, tax ${fact.order.tax}, ${fact.order.items[0]?.sku ?? 'no item'}`;
    case 'refund':
      return `${fact.refundKind} ${fact.total} ${fact.currency}, tax ${fact.tax}`;
    case 'subscription':
      return `subscription ${fact.subscription.quantity} × ${fact.subscription.price} ${fact.subscription.currency}, ${fact.subscription.sku}, ${fact.subscription.state}`;
    case 'charge_failed':
      return `charge failed ${fact.reason}, ${fact.subscription?.sku ?? 'no subscription'}`;
    case 'payout':
      return `payout ${fact.net} ${fact.payoutCurrency}, fee ${fact.fee}`;
    default:
      return fact.kind;
  }
}
