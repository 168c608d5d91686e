import { describe, expect, test } from 'vitest';
import {
  chargeFailedFact,
  customer,
  noon,
  noticeFact,
  orderFact,
  refundFact,
  subscriptionFact,
} from '../../testing/server/rules/facts.ts';
import type { Fact, PayoutFact, SnapshotFact, SubscriptionDetails } from './fact.ts';
import { mergeStatements, rankOf, type StatedFact } from './merge-facts.ts';

const hour = 3_600_000;
const stated = (fact: Fact, createdAt: number | null, eventId: string): StatedFact => ({
  fact,
  rank: rankOf(fact, createdAt, eventId),
});

/** The total after two statements of one order, in either order of arrival. */
function totalOf(one: Omit<StatedFact, 'fact'> & { fact: Fact }, other: StatedFact): string {
  const [there, back] = [mergeStatements(one, other), mergeStatements(other, one)];
  expect(there).toEqual(back);
  return there.fact.kind === 'order' ? there.fact.order.total : 'no order';
}

const original = { order: { total: '238.00' } };
const corrected = { order: { total: '240.00' } };
const withoutReference = { order: { total: '1.00', reference: null } };
const withoutEmail = { order: { total: '2.00' }, customer: { ...customer, email: null } };

describe('of two statements of one order', () => {
  test('the newer one counts', () => {
    expect(totalOf(stated(orderFact(original), noon, 'EV2'), stated(orderFact(corrected), noon + 1, 'EV1'))).toBe(
      '240.00',
    );
  });

  test('the newer one counts, even if its time has a different number of digits', () => {
    expect(totalOf(stated(orderFact(original), 999, 'EV2'), stated(orderFact(corrected), 1_000, 'EV1'))).toBe('240.00');
  });

  test.each([
    ['the invoice reference', withoutReference],
    ['the buyer’s address', withoutEmail],
  ])('one without %s counts less, even if it is newer', (_what, less) => {
    expect(totalOf(stated(orderFact(original), noon, 'EV1'), stated(orderFact(less), noon + hour, 'EV2'))).toBe(
      '238.00',
    );
  });

  test('a statement without a date, or dated before 1970, is the oldest', () => {
    for (const createdAt of [null, -5]) {
      expect(totalOf(stated(orderFact(original), 1, 'EV1'), stated(orderFact(corrected), createdAt, 'EV2'))).toBe(
        '238.00',
      );
    }
  });

  test('the current one counts when one event is read again', () => {
    const [now, before] = [stated(orderFact(corrected), noon, 'EV1'), stated(orderFact(original), noon, 'EV1')];
    expect(mergeStatements(now, before)).toEqual(now);
  });

  test('the event id decides between two of the same moment', () => {
    expect(totalOf(stated(orderFact(original), noon, 'EV1'), stated(orderFact(corrected), noon, 'EV2'))).toBe('240.00');
  });
});

test('of two statements of one subscription the one with the account names the customer, the later copy describes it', () => {
  const nameless = { customer: { ...customer, fastspringAccountId: null }, reportedAt: noon + hour };
  const named = stated(subscriptionFact('subscription.updated', { subscription: { quantity: 3 } }), noon, 'EV1');
  const merged = (changedAt: number) => {
    const fact = subscriptionFact('subscription.updated', { ...nameless, subscription: { quantity: 9, changedAt } });
    const other = stated(fact, noon + hour, 'EV2');
    expect(mergeStatements(named, other)).toEqual(mergeStatements(other, named));
    return mergeStatements(other, named).fact;
  };
  expect(merged(noon - hour)).toMatchObject({ customer, reportedAt: noon, subscription: { quantity: 3 } });
  expect(merged(noon + hour)).toMatchObject({ customer, reportedAt: noon, subscription: { quantity: 9 } });
});

describe('of two copies of a subscription with one `changed`', () => {
  const fact = (subscription: Partial<SubscriptionDetails>) =>
    subscriptionFact('subscription.updated', { subscription });

  test('the one with more data counts', () => {
    const [more, less] = [stated(fact({}), noon, 'EV1'), stated(fact({ price: null }), noon + hour, 'EV2')];
    expect(mergeStatements(more, less).fact).toMatchObject({ subscription: { price: '238.00' } });
    expect(mergeStatements(less, more).fact).toMatchObject({ subscription: { price: '238.00' } });
  });

  test('the order of arrival never decides', () => {
    const [one, other] = [stated(fact({ quantity: 3 }), noon, 'EV1'), stated(fact({ quantity: 9 }), noon, 'EV2')];
    expect(mergeStatements(one, other)).toEqual(mergeStatements(other, one));
  });
});

test('the earliest statement dates the fact: a resend has a later date', () => {
  const first = stated(orderFact({ ...original, occurredAt: noon }), noon, 'EV1');
  const resent = stated(orderFact({ ...corrected, occurredAt: noon + hour }), noon + hour, 'EV1R');
  expect(totalOf(first, resent)).toBe('240.00');
  expect(mergeStatements(first, resent)).toMatchObject({ rank: resent.rank, fact: { occurredAt: noon } });
});

describe('an event that is sent again a day later, after an edit,', () => {
  const day = 24 * hour;
  const { subscription: before } = subscriptionFact('');
  const edited = { ...before, quantity: 9, changedAt: noon + day };
  const sentTwice = <Each extends Fact>(fact: Each, later: Partial<Each>) => {
    const [first, again] = [stated(fact, noon, 'EV1'), stated({ ...fact, ...later }, noon + day, 'EV2')];
    expect(mergeStatements(first, again)).toEqual(mergeStatements(again, first));
    return mergeStatements(first, again).fact;
  };
  const later = { occurredAt: noon + day, reportedAt: noon + day };
  const shown = orderFact({ type: 'subscription.charge.completed', subscription: before });
  const missed = chargeFailedFact('EXPIRED_CARD');
  const seen: SnapshotFact = { ...missed, kind: 'snapshot', type: 'subscription.group.updated' };

  test('has the first moment, and shows the subscription as edited since', () => {
    const activated = subscriptionFact('subscription.activated');
    for (const fact of [missed, seen, activated])
      expect(sentTwice<Fact>(fact, { ...later, subscription: edited })).toEqual({ ...fact, subscription: edited });
    expect(sentTwice(shown, { occurredAt: noon + day, subscription: edited })).toEqual({
      ...shown,
      subscription: edited,
    });
  });

  test('and only names the subscription, keeps the copy that it showed', () => {
    for (const fact of [missed, seen]) expect(sentTwice<Fact>(fact, { ...later, subscription: null })).toEqual(fact);
    expect(sentTwice(shown, { occurredAt: noon + day, subscription: null })).toEqual(shown);
    const named = { ...missed, subscription: null };
    expect(sentTwice(named, later)).toEqual(named);
  });

  test.each([refundFact(), noticeFact('quote.created', {})])('is of the first moment: $type', (fact) => {
    expect(sentTwice<Fact>(fact, { occurredAt: noon + day })).toEqual(fact);
  });
});

describe('the order of a payout', () => {
  const type = 'payoutEntry.created';
  const about = { occurredAt: noon, live: true, customer, subscriptionId: null, returnId: null };
  const amounts = { payoutCurrency: 'USD', fee: '14.50', net: '180.10' };
  const named: PayoutFact = {
    ...{ kind: 'payout', key: `${type}:order-1`, type, ...about, ...amounts },
    ...{ orderId: 'order-1', paidOrder: null },
  };
  const showing = (total: string): PayoutFact => {
    const { orderKind, order } = orderFact({ order: { total } });
    return { ...named, paidOrder: { orderKind, order } };
  };

  test('is known from any of its statements', () => {
    const [shown, newer] = [stated(showing('238.00'), noon, 'EV1'), stated({ ...named, orderId: null }, noon, 'EV2')];
    for (const merged of [mergeStatements(shown, newer), mergeStatements(newer, shown)])
      expect(merged).toEqual({ fact: showing('238.00'), rank: newer.rank });
  });

  test('stays known after an older statement without it', () => {
    const [older, newer] = [stated(named, noon, 'EV1'), stated(showing('238.00'), noon, 'EV2')];
    for (const merged of [mergeStatements(older, newer), mergeStatements(newer, older)]) expect(merged).toEqual(newer);
  });

  test('is the same for any order of three statements', () => {
    const [one, two, three] = [
      stated(showing('240.00'), noon, 'EV1'),
      stated(showing('238.00'), noon, 'EV2'),
      stated(named, noon, 'EV3'),
    ] as const;
    for (const [first, second, third] of [
      [one, two, three],
      [one, three, two],
      [two, three, one],
    ] as const)
      expect(mergeStatements(mergeStatements(first, second), third)).toEqual({
        fact: showing('240.00'),
        rank: three.rank,
      });
  });
});
