import { test } from 'vitest';
import { expectRetractionToLeaveNothing } from '../../testing/server/ledger/history/retraction.ts';

test('retracting 100 histories leaves the ledger of the remaining events', async () => {
  await expectRetractionToLeaveNothing(100);
});
