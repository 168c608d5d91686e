import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBatch } from './batch.ts';

test('of two `events` keys the last counts, as for JSON.parse, and ids and texts stay together', () => {
  const text = '{"events":[{"id":"EV1"}],"events":[{"id":"EV2","data":{"total":1.0}}],"after":["x"]}';
  expect(readBatch(text)).toMatchObject([{ eventId: 'EV2', payload: '{"id":"EV2","data":{"total":1.0}}' }]);
});

test.each([
  ['escapes in the key', String.raw`{"\u0065vents":[{"id":"EV1","data":1.0}]}`],
  ['any space', `{"events"${' '.repeat(300)}:\n\t[ {"id":"EV1","data":1.0} ]}`],
  ['the word elsewhere', '{"x":"events","y":["events",{"events":[1]}],"events":[{"id":"EV1","data":1.0}]}'],
])('%s: the text is kept as it came', (_name, text) => {
  expect(readBatch(text)).toMatchObject([{ eventId: 'EV1', payload: '{"id":"EV1","data":1.0}' }]);
});

test('an event without an id may be nested as deeply as it likes', () => {
  const deep = `{"type":"order.completed","data":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const [first, second] = readBatch(`{"events":[${deep},{"id":"EV2"}]}`) ?? [];
  expect(first?.payload).toBe(deep);
  expect(first?.eventId).toMatch(/^content-/);
  expect(second?.eventId).toBe('EV2');
});

test.each([-1, 0, 8.64e15, -8.64e15, 1e300, Number.MAX_SAFE_INTEGER])('a `created` of %d is none', (created) => {
  expect(readBatch(JSON.stringify({ events: [{ id: 'EV1', created }] }))).toMatchObject([{ createdAt: null }]);
});

test('whatever the events are, each keeps its own text', () => {
  fc.assert(
    fc.property(fc.array(fc.json()), fc.constantFrom('', ' ', '\n\t'), (events, space) => {
      const text = `{"a":{"events":[0]},${space}"events"${space}:[${events.join(`${space},${space}`)}]${space},"b":"]"}`;
      expect(readBatch(text)?.map(({ payload }) => payload)).toEqual(events.map((event) => event.trim()));
    }),
  );
});
