import { test } from 'vitest';
import { closePayments, expectOneLeadEach } from '../../testing/server/sync/close-payments.ts';

test('the payments of a hundred new buyers that come close together get one lead each', async () => {
  await expectOneLeadEach(closePayments);
});
