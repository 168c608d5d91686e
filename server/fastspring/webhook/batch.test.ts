import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBatch } from './batch.ts';
import { sliceEvents } from './slice-events.ts';

test('of two `events` keys the last counts, as for JSON.parse, and ids and texts stay together', () => {
  const text = '{"events":[{"id":"EV1"}],"events":[{"id":"EV2","data":{"total":1.0}}],"after":["x"]}';
  expect(readBatch(text)).toMatchObject([{ eventId: 'EV2', payload: '{"id":"EV2","data":{"total":1.0}}' }]);
});

test.each([
  ['escapes in the key', String.raw`{"\u0065vents":[{"id":"EV1","data":1.0}]}`],
  ['any space', `{"events"${' '.repeat(300)}:\n\t[ {"id":"EV1","data":1.0} ]}`],
  ['the word elsewhere', '{"x":"events","y":["events",{"events":[1]}],"events":[{"id":"EV1","data":1.0}]}'],
])('%s: the text is kept unchanged', (_name, text) => {
  expect(readBatch(text)).toMatchObject([{ eventId: 'EV1', payload: '{"id":"EV1","data":1.0}' }]);
});

test('an event without an id may be nested as deeply as it likes', () => {
  const deep = `{"type":"order.completed","data":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const [first, second] = readBatch(`{"events":[${deep},{"id":"EV2"}]}`) ?? [];
  expect(first?.payload).toBe(deep);
  expect(first?.eventId).toMatch(/^content-/);
  expect(second?.eventId).toBe('EV2');
});

test.each([-1, 0, 8.64e15, -8.64e15, 1e300, Number.MAX_SAFE_INTEGER])('a `created` of %d is ignored', (created) => {
  expect(readBatch(JSON.stringify({ events: [{ id: 'EV1', created }] }))).toMatchObject([{ createdAt: null }]);
});

test('every event keeps its own text', () => {
  fc.assert(
    fc.property(fc.array(fc.json()), fc.constantFrom('', ' ', '\n\t'), (events, space) => {
      const text = `{"a":{"events":[0]},${space}"events"${space}:[${events.join(`${space},${space}`)}]${space},"b":"]"}`;
      expect(readBatch(text)?.map(({ payload }) => payload)).toEqual(events.map((event) => event.trim()));
    }),
  );
});

test.each([
  ['no JSON', '{"events":['],
  ['nothing', ''],
  ['a text', '"events"'],
  ['a number', '7'],
  ['null', 'null'],
  ['a list', '[{"id":"EV1"}]'],
  ['no events', '{"event":[]}'],
  ['events that are no list', '{"events":{"0":{"id":"EV1"}}}'],
  ['events that are no list in the end', '{"events":[{"id":"EV1"}],"events":7}'],
])('%s is not a delivery', (_what, text) => {
  expect(readBatch(text)).toBeUndefined();
});

test('a delivery may hold no events', () => {
  expect(readBatch('{"events":[]}')).toEqual([]);
  expect(readBatch('{"events":[ \n]}')).toEqual([]);
});

test.each([
  ['an object that has events of its own', '{"x":{"events":[{"id":"no"}]},"events":[EVENT]}'],
  ['an object with events behind them', '{"events":[EVENT],"x":{"events":[{"id":"no"}]}}'],
  ['a list behind them', '{"events":[EVENT],"x":["a","b"]}'],
  ['a long name with escapes', `{"${'\\\\'.repeat(30)}":["x"],"events":[EVENT]}`],
  ['a name that only looks like theirs', '{"events\\n":["x"],"Events":["x"],"events":[EVENT]}'],
  ['events that are no list at first', '{"events":{"a":["x"]},"events":[EVENT]}'],
  ['events of an event', '{"events":[EVENT,{"events":["x","y"]}]}'],
  ['a text with brackets, commas and quotes', '{"x":"]},{[\\"events\\":[","events":[EVENT,"]},\\"{["]}'],
])('%s does not confuse the reader', (_what, template) => {
  const event = String.raw`{"id":"EV1","data":{"name":"a\\","total":1.0,"list":[1.0,{"b":"c, ]}"}]}}`;
  expect(readBatch(template.replace('EVENT', () => event))?.[0]).toMatchObject({ eventId: 'EV1', payload: event });
});

test.each([
  ['{"events":[1,2,3]}', false],
  ['{"events":[1,2,3,4]}', true],
  ['{"events":[1,2,3,4,{"id":', true],
  ['{"events":[1,2,3,4,', true],
  ['{"events":[1,2,3,', false],
  ['{"events":[[1,2,3,4],{"a":1,"b":[2,3,4]}],"other":[1,2,3,4]}', false],
  ['{"events":[1,2,3,4],"events":[]}', true],
  [String.raw`{"\u0065vents":[1,2,3,4]}`, true],
  [String.raw`{"\x":[1,2,3,4]}`, false],
  ['{"events":"', false],
  ['"', false],
  ['', false],
])('%j holds more than three events: %s', (text, more) => {
  expect(sliceEvents(text, 3).length > 3).toBe(more);
});

test('envelope values of the wrong type are ignored', () => {
  const good = { id: 'EV1', type: 'order.completed', live: false, created: 1_763_640_000_000.5 };
  const odd = { id: 7, type: {}, live: 'false', created: '1763640000000' };
  expect(readBatch(JSON.stringify({ events: [good, odd, 7, null] }))).toMatchObject([
    { eventId: 'EV1', type: 'order.completed', live: false, createdAt: 1_763_640_000_000 },
    { type: 'unknown', live: null, createdAt: null },
    { type: 'unknown', live: null, createdAt: null, payload: '7' },
    { type: 'unknown', live: null, createdAt: null, payload: 'null' },
  ]);
});

describe('the id of an event', () => {
  const idOf = (text: string) => readBatch(`{"events":[${text}]}`)?.[0]?.eventId;

  test('may have 200 characters', () => {
    expect(idOf(`{"id":"${'x'.repeat(200)}"}`)).toBe('x'.repeat(200));
  });

  test.each([
    ['is empty', '""'],
    ['is longer', `"${'x'.repeat(201)}"`],
    ['has a NUL in it', String.raw`"a\u0000b"`],
    ['has half a surrogate pair in it', String.raw`"a\ud800b"`],
    ['is a number', '7'],
    ['is missing', 'null'],
  ])('comes from the content when it %s', (_how, id) => {
    expect(idOf(`{"id":${id}}`)).toMatch(/^content-[\w-]{43}$/);
  });

  test('from the content ignores spacing and differs with the content', () => {
    const id = idOf('{"type":"order.completed","data":{"total":1}}');
    expect(idOf('{ "type": "order.completed",\n"data": {"total": 1} }')).toBe(id);
    expect(idOf('{"type":"order.completed","data":{"total":2}}')).not.toBe(id);
  });
});
