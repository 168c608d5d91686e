import { expect, onTestFinished, test } from 'vitest';
import { createDeliveryReader } from './delivery-reader.ts';

test('a body that needs more memory than its reader has is too costly, and the next one is read', async () => {
  const { read, close } = createDeliveryReader();
  onTestFinished(close);
  const nested = 2_600_000;
  const body = Buffer.from(`{"events":[${'['.repeat(nested)}${']'.repeat(nested)}]}`);
  expect(await read(body)).toEqual({ outcome: 'tooCostly' });
  expect(await read(Buffer.from(`{"events":[]${' '.repeat(300_000)}}`))).toEqual({ outcome: 'events', events: [] });
});
