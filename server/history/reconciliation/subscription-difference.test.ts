import { expect, test } from 'vitest';
import { subscriptionFact } from '../../../testing/server/rules/facts.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { compareOne } from './subscription-difference.ts';

const listed = subscriptionFact('subscription.updated');
const { quantity, nextChargeAt } = listed.subscription;
const row = { state: 'active', quantity, price: new Prisma.Decimal('238'), nextChargeAt: new Date(nextChargeAt ?? 0) };

test.each([
  ['the same', row, null],
  ['another day of the next charge', { ...row, nextChargeAt: new Date(0) }, 'state'],
  ['a next charge that is not known yet', { ...row, nextChargeAt: null }, 'state'],
])('%s', (_what, stored, cause) => {
  expect(compareOne(listed, stored)?.cause ?? null).toBe(cause);
});

test.each(['paused', 'canceled', 'deactivated'])('a %s subscription has no next charge, despite the API', (state) => {
  const shown = { ...listed, subscription: { ...listed.subscription, state } };
  expect(compareOne(shown, { ...row, state, nextChargeAt: null })).toBeNull();
});
