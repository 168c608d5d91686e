import { test } from 'vitest';
import { expectKommoToHoldTheSame } from '../../testing/server/sync/order-of-arrival.ts';

test('the events of 50 histories in any order of arrival give the same result in Kommo', async () => {
  await expectKommoToHoldTheSame(50);
});
