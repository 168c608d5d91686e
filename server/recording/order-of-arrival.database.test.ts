import { test } from 'vitest';
import {
  expectOrderToDecideNothing,
  expectResendsToAddNothing,
  expectTablesToBeTheProjection,
} from '../../testing/server/ledger/history/order-of-arrival.ts';

// With those of second-opinion, 300 random histories; `npm run test:faults` looks at more of each.
test('in 70 histories the order of arrival decides nothing', { timeout: 300_000 }, () => {
  expectOrderToDecideNothing(70);
});

test('in 30 histories duplicates and resends add nothing', { timeout: 120_000 }, () => {
  expectResendsToAddNothing(30);
});

test('recorded in any order, the tables are the projection', { timeout: 300_000 }, async () => {
  await expectTablesToBeTheProjection(2);
});
