import { test } from 'vitest';
import { recordingPaths } from '../../testing/postgres/record-one-by-one.ts';
import { expectKommoToHoldTheSame } from '../../testing/server/sync/order-of-arrival.ts';

test.each(recordingPaths)(
  'the events of 50 histories in any order of arrival, recorded %s, give the same in Kommo',
  async (path) => {
    await expectKommoToHoldTheSame(50, path);
  },
);
