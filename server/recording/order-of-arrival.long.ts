import { test } from 'vitest';
import {
  expectOrderToDecideNothing,
  expectResendsToAddNothing,
  expectTablesToBeTheProjection,
} from '../../testing/server/ledger/history/order-of-arrival.ts';

test('in 2,000 histories the order of arrival decides nothing', () => {
  expectOrderToDecideNothing(2_000);
});

test('in 1,000 histories duplicates and resends add nothing', () => {
  expectResendsToAddNothing(1_000);
});

test('in 100 histories recorded in any order, the tables are the projection', async () => {
  await expectTablesToBeTheProjection(100);
});
