import { describe, expect, test } from 'vitest';
import {
  activated,
  charged,
  day,
  declined,
  event,
  happening,
  inGroup,
  life,
  onTrial,
  seen,
  shown,
} from '../../testing/server/ledger/subscription-life.ts';
import { chargeFailedFact, noon, noticeFact, orderFact } from '../../testing/server/rules/facts.ts';
import type { Fact } from './fact.ts';
import { projectSubscription } from './project-subscription.ts';

describe('the state of a subscription', () => {
  test.each<[string, readonly Fact[], string]>([
    ['bought', [activated], 'active'],
    ['bought, with no state in the data', [event('activated')], 'active'],
    ['started as a trial', [onTrial], 'trial'],
    ['started with trial terms', [event('activated', { trial: { kind: 'free', endsAt: null } })], 'trial'],
    [
      'started with trial terms that run, claiming to be active',
      [event('activated', { state: 'active', trial: { kind: 'free', endsAt: null } })],
      'trial',
    ],
    [
      'started with trial terms that are over',
      [event('activated', { state: 'active', trial: { kind: 'free', endsAt: noon - day } })],
      'active',
    ],
    ['known only from a trial reminder', [event('trial.reminder')], 'trial'],
    [
      'known only from a payment reminder, long after its trial',
      [event('payment.reminder', { state: 'active', trial: { kind: 'free', endsAt: noon - day } })],
      'active',
    ],
    ['bought, then a stray trial reminder', [activated, event('trial.reminder')], 'active'],
    ['on trial, then charged', [onTrial, charged], 'active'],
    ['bought, then updated', [activated, event('updated')], 'active'],
    ['on trial, then updated', [onTrial, event('updated')], 'trial'],
    ['updated to paused', [activated, event('updated', { state: 'paused' })], 'paused'],
    ['updated to an unknown state', [activated, event('updated', { state: 'frozen' })], 'active'],
    ['known only from an update', [event('updated')], 'active'],
    ['a charge failed', [activated, declined()], 'overdue'],
    ['a charge failed, the next succeeded', [activated, declined(), charged], 'active'],
    ['overdue notice', [activated, event('payment.overdue')], 'overdue'],
    ['paused', [activated, event('paused')], 'paused'],
    ['paused and resumed', [activated, event('paused'), event('resumed')], 'active'],
    ['canceled', [activated, event('canceled')], 'canceled'],
    ['canceled, then charged', [activated, event('canceled'), charged], 'canceled'],
    ['canceled, then a charge failed', [activated, event('canceled'), declined()], 'canceled'],
    ['canceled, then an overdue notice', [activated, event('canceled'), event('payment.overdue')], 'canceled'],
    ['canceled, then uncanceled', [activated, event('canceled'), event('uncanceled')], 'active'],
    ['deactivated', [activated, event('deactivated')], 'deactivated'],
    ['deactivated, then activated: it stays off', [activated, event('deactivated'), event('activated')], 'deactivated'],
    ['payment reminder', [activated, event('payment.reminder')], 'active'],
    ['canceled, then its group was charged', [activated, event('canceled'), groupCharge()], 'canceled'],
    ['overdue, then its group was charged', [activated, declined(), groupCharge()], 'active'],
    ['a charge of its group failed', [activated, groupDecline()], 'overdue'],
  ])('%s', (_what, facts, state) => {
    expect(life(...facts).state).toBe(state);
  });

  function groupCharge() {
    return seen('subscription.group.payment.charge.completed', { state: null });
  }
  function groupDecline(): Fact {
    return { ...chargeFailedFact('DECLINED'), type: 'subscription.group.payment.charge.failed' };
  }
});

describe('a state that a group event shows', () => {
  test.each<[string, readonly Fact[], string]>([
    ['counts while nothing else is known', [inGroup('trial')], 'trial'],
    ['gives way to the subscription’s own events', [activated, inGroup('canceled')], 'active'],
    ['may be overdue', [activated, inGroup('overdue')], 'overdue'],
    ['does not make a canceled subscription overdue', [event('canceled'), inGroup('overdue')], 'canceled'],
    ['may settle an overdue payment', [activated, declined(), inGroup('active')], 'active'],
    ['does not resume a paused subscription', [activated, event('paused'), inGroup('active')], 'paused'],
  ])('%s', (_what, facts, state) => {
    expect(life(...facts).state).toBe(state);
  });

  test('an unknown state in a group event counts for nothing', () => {
    expect(projectSubscription('sub-1', [inGroup('frozen')])).toBeNull();
    expect(life(inGroup('frozen'), event('updated')).state).toBe('active');
  });
});

describe('no subscription comes from', () => {
  test.each<[string, Fact]>([
    ['an order that only names it', orderFact()],
    ['a failed charge that only names it', { ...chargeFailedFact('DECLINED'), subscription: null }],
    ['a group that only names it', seen('subscription.group.deactivated', null)],
    ['a notice', noticeFact('quote.created', {})],
  ])('%s', (_what, fact) => {
    expect(projectSubscription('sub-1', [fact])).toBeNull();
  });

  test('an order may stand beside a group event that shows the subscription', () => {
    expect(projectSubscription('sub-1', [orderFact(), inGroup('active')])?.state).toBe('active');
  });
});

describe('an overdue payment', () => {
  test('is overdue since its first event, with the latest reason', () => {
    expect(life(activated, declined('DECLINED_SOFT'), event('payment.overdue'), declined())).toMatchObject({
      overdueSince: noon + day,
      declineReason: 'EXPIRED_CARD',
    });
  });

  test('is overdue since its group showed it, without a reason', () => {
    expect(life(activated, inGroup('overdue'))).toMatchObject({ overdueSince: noon + day, declineReason: null });
  });

  test.each<[string, Fact]>([
    ['a charge', charged],
    ['a pause', event('paused')],
    ['a resumption', event('resumed')],
    ['its group showing it active', inGroup('active')],
  ])('is settled by %s, and the next one starts anew', (_what, settling) => {
    expect(life(activated, declined(), settling)).toMatchObject({ overdueSince: null, declineReason: null });
    expect(life(activated, declined(), settling, event('payment.overdue'))).toMatchObject({
      overdueSince: noon + 3 * day,
      declineReason: null,
    });
  });

  test.each(['canceled', 'deactivated'])('survives %s, with its amount, until it is paid', (end) => {
    const owing = { overdueSince: noon + day, declineReason: 'EXPIRED_CARD', nextChargeTotal: '238.00' };
    expect(life(activated, declined(), event(end))).toMatchObject({ state: end, ...owing, nextChargeAt: null });
    expect(life(activated, declined(), event(end), charged)).toMatchObject({
      ...{ state: end, overdueSince: null, declineReason: null, nextChargeTotal: null },
    });
  });

  test('keeps its reason if the subscription is uncanceled', () => {
    expect(life(activated, event('canceled'), declined(), event('uncanceled'), event('payment.overdue'))).toMatchObject(
      { overdueSince: noon + 4 * day, declineReason: 'EXPIRED_CARD' },
    );
    expect(life(activated, declined(), event('canceled'), event('uncanceled'), event('payment.overdue'))).toMatchObject(
      { overdueSince: noon + day, declineReason: 'EXPIRED_CARD' },
    );
  });

  test('is over once an edit shows the subscription active', () => {
    expect(life(activated, declined(), event('updated', { state: 'active' }))).toMatchObject({
      state: 'active',
      overdueSince: null,
      declineReason: null,
    });
  });
});

test('events of one millisecond count in the order of a subscription’s life', () => {
  const missed = {
    ...chargeFailedFact('EXPIRED_CARD'),
    subscription: { ...shown, state: 'overdue', nextChargeAt: noon },
  };
  const atOnce = [event('deactivated'), event('canceled'), charged, missed, activated];
  const facts = atOnce.map((fact, index) => ({ ...happening(fact, noon), key: `${index}` }));
  expect(projectSubscription('sub-1', facts)?.state).toBe('deactivated');
  expect(projectSubscription('sub-1', facts.slice(1))?.state).toBe('canceled');
  expect(projectSubscription('sub-1', facts.slice(2))?.state).toBe('active');
  expect(projectSubscription('sub-1', facts.slice(3))?.state).toBe('overdue');
});
