import { expect, test } from 'vitest';
import { liveThrough } from '../../../testing/server/history/reconciliation/outage.ts';

test('orders, refunds and subscriptions are complete even with more events a day than FastSpring shows', async () => {
  const outage = await liveThrough(true, 14);
  const calm = await liveThrough(false, 14);
  expect(outage.missed).toBeGreaterThan(45);
  const { facts: _then, ...books } = outage.ledgerThen;
  const { facts: _calm, ...expected } = calm.ledger;
  expect(books).toEqual(expected);
  expect(outage.notes.toSorted()).toEqual(calm.notes.toSorted());
  expect(outage.ledger.orders).toEqual(calm.ledger.orders);
  expect(outage.comparison).toMatchObject({ agrees: true, differenceCount: 0 });
});
