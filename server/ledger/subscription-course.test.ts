import { describe, expect, test } from 'vitest';
import {
  activated,
  charged,
  day,
  declined,
  event,
  inGroup,
  onDay,
  seen,
  shown,
} from '../../testing/server/ledger/subscription-life.ts';
import { chargeFailedFact, noon } from '../../testing/server/rules/facts.ts';
import type { Fact } from './fact.ts';
import { type Course, courseOf } from './subscription-course.ts';

/** The events of these days, counted from `noon`, each with a copy of its own day. */
const courseInDays = (...facts: readonly Fact[]) => courseOf(facts.map((fact, index) => onDay(fact, index)));

describe('an activation without `changed`, as old as its report', () => {
  test.each([
    ['paused', 'a charge', charged, 'paused'],
    ['active', 'a pause', event('paused'), 'paused'],
    ['trial', 'the first charge', charged, 'active'],
    [null, 'a pause', event('paused'), 'paused'],
  ])('that shows %s after %s', (shown, _what, before, state) => {
    const late = onDay(event('activated', { state: shown }), 5, null);
    expect(courseOf([late, onDay(before, 2)]).state).toBe(state);
  });
});

test('an activation with the copy of a cancellation reports it, and the next charge does not undo it', () => {
  const canceledAt = noon + 4 * day;
  const resent = onDay(event('activated', { state: 'canceled', canceledAt }), 0, 5, 6);
  expect(courseOf([resent, onDay(charged, 7)])).toMatchObject({ state: 'canceled', canceledAt });
});

test('a charge reports its payment, not the later state in its copy', () => {
  const resent = { ...charged, subscription: { ...shown, state: 'canceled' } };
  expect(courseOf([onDay(activated, 0), onDay(resent, 2, 9)])).toMatchObject({ state: 'active', canceledAt: null });
});

describe('the course of a subscription', () => {
  const groupDecline: Fact = { ...chargeFailedFact('DECLINED'), type: 'subscription.group.payment.charge.failed' };

  test.each<[string, readonly Fact[], Partial<Course>]>([
    [
      'ended, and the API shows it again',
      [activated, event('deactivated'), seen('api.subscription', { state: 'active' })],
      { state: 'active', deactivatedAt: null },
    ],
    ['the API shows it paused', [activated, seen('api.subscription', { state: 'paused' })], { state: 'paused' }],
    [
      'canceled, then reminded with an older copy',
      [activated, event('canceled'), event('payment.reminder', { state: 'active' })],
      { state: 'canceled' },
    ],
    [
      'canceled, then a charge of its group failed',
      [activated, event('canceled'), groupDecline],
      { state: 'canceled', declineReason: 'DECLINED' },
    ],
    [
      'shown overdue by an update',
      [activated, event('updated', { state: 'overdue' })],
      { state: 'overdue', overdueSince: noon + day },
    ],
    [
      'uncanceled while overdue',
      [activated, event('canceled'), event('uncanceled', { state: 'overdue' })],
      { state: 'overdue', overdueSince: noon + 2 * day, canceledAt: null },
    ],
    [
      'ended by the last charge that failed',
      [activated, { ...declined(), subscription: { ...shown, state: 'deactivated' } }],
      { state: 'deactivated', deactivatedAt: noon + day },
    ],
    ['known from its group alone', [inGroup('trial')], { state: 'trial', changedAt: noon }],
    [
      'overdue, and shown canceled by its group',
      [activated, declined(), inGroup('canceled')],
      { state: 'overdue', overdueSince: noon + day },
    ],
  ])('%s', (_what, facts, course) => {
    expect(courseInDays(...facts)).toMatchObject(course);
  });
});
