import { test } from 'vitest';
import {
  expectLedgerToBeTheWorld,
  expectTablesToBeTheWorld,
} from '../../testing/server/ledger/history/second-opinion.ts';

// `npm run test:faults` looks at more of each.
test('in 150 lives the ledger says what the world is, in whatever order it is reported', { timeout: 300_000 }, () => {
  expectLedgerToBeTheWorld(150);
});

test('and so do its tables', { timeout: 300_000 }, async () => {
  await expectTablesToBeTheWorld(2);
});
