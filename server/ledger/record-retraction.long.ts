import { test } from 'vitest';
import { expectRetractionToLeaveNothing } from './testing/history/retraction.ts';

test('what is taken back of 100 histories leaves the ledger as the other events tell it', async () => {
  await expectRetractionToLeaveNothing(100);
});
