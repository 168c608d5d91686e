import { expect, onTestFinished, test } from 'vitest';
import { createDeliveryReader } from './delivery-reader.ts';
import { readDelivery } from './read-delivery.ts';

function start() {
  const reader = createDeliveryReader();
  onTestFinished(reader.close);
  return reader.read;
}

const event = { id: 'EV1', type: 'order.completed', live: true, created: 1_763_640_000_000, data: { total: '1.0' } };

test.each([
  ['a small delivery', { events: [event] }],
  [
    'a large one',
    { events: Array.from({ length: 900 }, (_, index) => ({ ...event, id: `EV${index}`, text: 'ü'.repeat(99) })) },
  ],
  ['too many events', { events: Array.from({ length: 100_000 }, () => 0) }],
  ['no delivery, however large', { event: 'x'.repeat(100_000) }],
])('%s is read correctly', async (_what, delivery) => {
  const body = Buffer.from(JSON.stringify(delivery));
  expect(await start()(body)).toEqual(readDelivery(body));
});

test('a large delivery does not block this process', async () => {
  const read = start();
  const order: string[] = [];
  const body = Buffer.from(JSON.stringify({ events: [{ ...event, data: Array.from({ length: 900_000 }, () => 0) }] }));
  const large = read(body).then(() => order.push('large'));
  const small = read(Buffer.from('{"events":[]}')).then(() => order.push('small'));
  await Promise.all([large, small]);
  expect(order).toEqual(['small', 'large']);
});

test('the five megabytes that take the most memory can be read', async () => {
  const body = Buffer.from(`{"events":[[${'{},'.repeat(1_747_000)}"ü"]]}`);
  expect(await start()(body)).toMatchObject({ outcome: 'events', events: [{ type: 'unknown' }] });
});

test('a medium-sized delivery does not wait for large ones', async () => {
  const read = start();
  const order: string[] = [];
  const middle = Buffer.from(`{"events":[]${' '.repeat(100_000)}}`);
  const large = Buffer.from(JSON.stringify({ events: [{ ...event, data: Array.from({ length: 900_000 }, () => 0) }] }));
  // Its thread has started by then.
  await read(middle);
  const all = [large, large, middle].map((body) =>
    read(body).then(() => order.push(body === middle ? 'middle' : 'large')),
  );
  await Promise.all(all);
  expect(order).toEqual(['middle', 'large', 'large']);
});
