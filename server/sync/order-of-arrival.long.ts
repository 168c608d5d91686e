import { test } from 'vitest';
import { expectKommoToHoldTheSame } from '../../testing/server/sync/order-of-arrival.ts';

test('whatever order the events of 50 histories come in, Kommo holds the same', async () => {
  await expectKommoToHoldTheSame(50);
});
