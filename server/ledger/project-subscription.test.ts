import { describe, expect, test } from 'vitest';
import { chargeFailedFact, noon, noticeFact, orderFact } from '../rules/testing/facts.ts';
import type { Fact } from './fact.ts';
import { projectSubscription } from './project-subscription.ts';
import { activated, charged, day, declined, event, inGroup, life, onTrial, seen } from './testing/subscription-life.ts';

describe('the state of a subscription', () => {
  test.each<[string, readonly Fact[], string]>([
    ['bought', [activated], 'active'],
    ['bought, its event claims no state', [event('activated')], 'active'],
    ['begun as a trial', [onTrial], 'trial'],
    ['begun with a trial ahead', [event('activated', { trial: { kind: 'free', endsAt: null } })], 'trial'],
    [
      'begun with a trial that is over',
      [event('activated', { state: 'active', trial: { kind: 'free', endsAt: null } })],
      'active',
    ],
    ['first heard of by a reminder that the trial ends', [event('trial.reminder')], 'trial'],
    ['bought, and reminded of a trial that is over', [activated, event('trial.reminder')], 'active'],
    ['on trial, then charged', [onTrial, charged], 'active'],
    ['bought, then changed', [activated, event('updated')], 'active'],
    ['on trial, then changed', [onTrial, event('updated')], 'trial'],
    ['changed into a paused one', [activated, event('updated', { state: 'paused' })], 'paused'],
    ['changed into something unheard of', [activated, event('updated', { state: 'frozen' })], 'active'],
    ['first heard of by a change', [event('updated')], 'active'],
    ['charged in vain', [activated, declined()], 'overdue'],
    ['charged in vain, then charged', [activated, declined(), charged], 'active'],
    ['reminded that it is overdue', [activated, event('payment.overdue')], 'overdue'],
    ['paused', [activated, event('paused')], 'paused'],
    ['paused and resumed', [activated, event('paused'), event('resumed')], 'active'],
    ['canceled: it runs out', [activated, event('canceled')], 'canceled'],
    ['canceled, and charged once more', [activated, event('canceled'), charged], 'canceled'],
    ['canceled, and charged in vain', [activated, event('canceled'), declined()], 'canceled'],
    ['canceled, and reminded of a debt', [activated, event('canceled'), event('payment.overdue')], 'canceled'],
    ['canceled, and taken back', [activated, event('canceled'), event('uncanceled')], 'active'],
    ['over', [activated, event('deactivated')], 'deactivated'],
    ['over for good', [activated, event('deactivated'), event('activated')], 'deactivated'],
    ['reminded of the next charge', [activated, event('payment.reminder')], 'active'],
    ['canceled, its group was charged', [activated, event('canceled'), groupCharge()], 'canceled'],
    ['overdue, its group was charged', [activated, declined(), groupCharge()], 'active'],
    ['its group was charged in vain', [activated, groupDecline()], 'overdue'],
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

describe('the state of a subscription that only its group shows', () => {
  test.each<[string, readonly Fact[], string]>([
    ['what the group shows first is taken', [inGroup('trial')], 'trial'],
    ['its own word outranks what the group shows', [activated, inGroup('canceled')], 'active'],
    ['a debt that the group shows is one', [activated, inGroup('overdue')], 'overdue'],
    ['a canceled one owes nothing new', [event('canceled'), inGroup('overdue')], 'canceled'],
    ['a debt that the group no longer shows is paid', [activated, declined(), inGroup('active')], 'active'],
    ['a paused one is not resumed by it', [activated, event('paused'), inGroup('active')], 'paused'],
  ])('%s', (_what, facts, state) => {
    expect(life(...facts).state).toBe(state);
  });

  test('an unheard-of state in a group says nothing', () => {
    expect(projectSubscription('sub-1', [inGroup('frozen')])).toBeNull();
    expect(life(inGroup('frozen'), event('updated')).state).toBe('active');
  });
});

describe('what shows no subscription', () => {
  test.each<[string, Fact]>([
    ['an order that only names it', orderFact()],
    ['a failed charge that only names it', { ...chargeFailedFact('DECLINED'), subscription: null }],
    ['a group that only names it', seen('subscription.group.deactivated', null)],
    ['a notice', noticeFact('quote.created', {})],
  ])('%s', (_what, fact) => {
    expect(projectSubscription('sub-1', [fact])).toBeNull();
  });

  test('an order that only names it, though a group shows it', () => {
    expect(projectSubscription('sub-1', [orderFact(), inGroup('active')])?.state).toBe('active');
  });
});

describe('a missed payment', () => {
  test('is owed since the first sign of it, with the latest reason', () => {
    expect(life(activated, declined('DECLINED_SOFT'), event('payment.overdue'), declined())).toMatchObject({
      overdueSince: noon + day,
      declineReason: 'EXPIRED_CARD',
    });
  });

  test('is owed since its group showed it, with no reason', () => {
    expect(life(activated, inGroup('overdue'))).toMatchObject({ overdueSince: noon + day, declineReason: null });
  });

  test.each<[string, Fact]>([
    ['a charge', charged],
    ['a pause', event('paused')],
    ['a resumption', event('resumed')],
    ['its group, which shows it as paid', inGroup('active')],
  ])('is settled by %s: the next one counts anew', (_what, settling) => {
    expect(life(activated, declined(), settling)).toMatchObject({ overdueSince: null, declineReason: null });
    expect(life(activated, declined(), settling, event('payment.overdue'))).toMatchObject({
      overdueSince: noon + 3 * day,
      declineReason: null,
    });
  });

  test('is not shown of a subscription that runs out, and is known when it goes on after all', () => {
    expect(life(activated, declined(), event('canceled'))).toMatchObject({ overdueSince: null, declineReason: null });
    expect(life(activated, event('canceled'), declined(), event('uncanceled'), event('payment.overdue'))).toMatchObject(
      { overdueSince: noon + 4 * day, declineReason: 'EXPIRED_CARD' },
    );
  });
});

test('events of one millisecond are lived in the order of a life, however they come', () => {
  const atOnce = [event('deactivated'), event('canceled'), charged, declined(), activated];
  const facts = atOnce.map((fact, index) => ({ ...fact, key: `${index}`, occurredAt: noon }));
  expect(projectSubscription('sub-1', facts)?.state).toBe('deactivated');
  expect(projectSubscription('sub-1', facts.slice(1))?.state).toBe('canceled');
  expect(projectSubscription('sub-1', facts.slice(2))?.state).toBe('active');
  expect(projectSubscription('sub-1', facts.slice(3))?.state).toBe('overdue');
});
