import { describe, expect, test } from 'vitest';
import { oneOfEach } from '../../testing/server/fastspring/one-of-each.ts';
import { stateEvents } from '../../testing/server/ledger/state-events.ts';
import { orderFact, subscriptionFact } from '../../testing/server/rules/facts.ts';
import { factSchema } from './fact.ts';

const keep = (fact: unknown): unknown => JSON.parse(JSON.stringify(fact));

describe.each([true, false])('a stored fact reads back unchanged (expanded: %s)', (expanded) => {
  test.each(Object.values(oneOfEach(expanded)))('$type', (event) => {
    for (const { fact } of stateEvents([event])) expect(factSchema.parse(keep(fact))).toEqual(fact);
  });
});

test.each(['day', 'week', 'month', 'year', 'adhoc'] as const)('a plan may be charged per %s', (interval) => {
  const fact = subscriptionFact('subscription.activated', { subscription: { interval } });
  expect(factSchema.parse(keep(fact))).toEqual(fact);
});

test('trials and overdue notices read back unchanged', () => {
  const subscription = { trial: { kind: 'paid', endsAt: 1 }, overdueNotices: { sent: 1, total: 4 } } as const;
  const fact = subscriptionFact('subscription.payment.overdue', { subscription });
  expect(factSchema.parse(keep(fact))).toEqual(fact);
});

test.each(['purchase', 'renewal', 'managed_charge', 'proration'] as const)('an order may be a %s', (orderKind) => {
  expect(factSchema.parse(keep(orderFact({ orderKind })))).toEqual(orderFact({ orderKind }));
});

test.each<[string, unknown]>([
  ['a kind of a later version', { ...orderFact(), kind: 'credit note' }],
  ['an amount that is a float', { ...orderFact(), order: { ...orderFact().order, total: 238 } }],
  ['an order without its id', { ...orderFact(), orderId: null }],
])('%s is rejected', (_what, fact) => {
  expect(() => factSchema.parse(keep(fact))).toThrow();
});
