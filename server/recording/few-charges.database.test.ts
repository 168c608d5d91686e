import { expect, test, vi } from 'vitest';
import {
  expectOrderToDecideNothing,
  expectTablesToBeTheProjection,
} from '../../testing/server/ledger/history/order-of-arrival.ts';
import {
  expectLedgerToBeTheWorld,
  expectTablesToBeTheWorld,
} from '../../testing/server/ledger/history/second-opinion.ts';

// The lives of these tests have a few charges each, so that the newest one alone stands for the newest fifty.
vi.mock('../ledger/limits.ts', async (original) => ({ ...(await original<object>()), chargesThatCount: 1 }));

test('where only the newest charge counts, the order of arrival still decides nothing', () => {
  expectOrderToDecideNothing(100);
});

test('and the ledger is the world', () => {
  expect(expectLedgerToBeTheWorld(200)).not.toEqual([]);
});

test('the tables are the projection, and the world', async () => {
  await expectTablesToBeTheProjection(8);
  await expectTablesToBeTheWorld(5);
});
