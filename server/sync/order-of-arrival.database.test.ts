import { test } from 'vitest';
import { expectKommoToHoldTheSame } from '../../testing/server/sync/order-of-arrival.ts';

test('events in any order of arrival give the same result in Kommo', { timeout: 900_000 }, async () => {
  await expectKommoToHoldTheSame(2, 'one by one');
});
