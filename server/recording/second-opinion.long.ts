import { expect, test } from 'vitest';
import {
  expectLedgerToBeTheWorld,
  expectTablesToBeTheWorld,
  typesLived,
} from '../../testing/server/ledger/history/second-opinion.ts';

test('in two thousand lives the ledger says what the world is, in whatever order it is reported', () => {
  expect(expectLedgerToBeTheWorld(2_000)).toEqual(typesLived);
});

test('and so do the tables of fifty', async () => {
  await expectTablesToBeTheWorld(50);
});
