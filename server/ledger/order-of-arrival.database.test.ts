import { test } from 'vitest';
import {
  expectOrderToDecideNothing,
  expectResendsToAddNothing,
  expectTablesToBeTheProjection,
} from './testing/history/order-of-arrival.ts';

// `npm run test:faults` looks at more of each.
test('in 300 histories the order of arrival decides nothing', { timeout: 300_000 }, () => {
  expectOrderToDecideNothing(300);
});

test('in a hundred histories duplicates and resends add nothing', { timeout: 120_000 }, () => {
  expectResendsToAddNothing(100);
});

test('recorded in any order, the tables are the projection', { timeout: 300_000 }, async () => {
  await expectTablesToBeTheProjection(10);
});
