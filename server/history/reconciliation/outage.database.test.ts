import { expect, test } from 'vitest';
import { liveThrough } from '../../../testing/server/history/reconciliation/outage.ts';

// `npm run test:faults` covers days with more sales.
test('two days without our endpoint leave no trace: one check at FastSpring, no second note', async () => {
  const outage = await liveThrough(true, 2);
  const calm = await liveThrough(false, 2);
  expect(outage.missed).toBeGreaterThan(10);
  expect(calm.missed).toBe(0);
  expect(outage.ledgerThen).toEqual(calm.ledger);
  expect(outage.notesThen).toBe(calm.notes.length);

  // FastSpring's retries arrive during the following days.
  expect(outage.retriesLeft).toBe(0);
  expect(outage.notes.toSorted()).toEqual(calm.notes.toSorted());
  expect(outage.ledger).toEqual(calm.ledger);
  expect(outage.comparison).toMatchObject({ agrees: true, differenceCount: 0 });
});
