import { test } from 'vitest';
import { expectKommoToHoldTheSame } from '../../testing/server/sync/order-of-arrival.ts';

test('whatever order the events come in, Kommo holds the same', { timeout: 900_000 }, async () => {
  await expectKommoToHoldTheSame(2);
});
