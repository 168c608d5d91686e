import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneOfEach } from '../../../testing/server/fastspring/one-of-each.ts';
import { openReceiver } from '../../../testing/server/fastspring/receiver.ts';

/** JSON texts that an attacker puts in place of one of FastSpring's values. */
const hostile = [
  ...['null', 'true', '-1', '0', '1e308', '1e-300', '-0.0', '9'.repeat(400), `0.${'1'.repeat(400)}`],
  ...['8640000000000000', '-8640000000000000', '253402300800000', '1.7e12', '2147483648', '"1e999"'],
  ...['""', '" "', String.raw`"\u0000"`, String.raw`"a\u0000b"`, String.raw`"\ud800"`, String.raw`"\udc00x\ud83d"`],
  ...[JSON.stringify('x'.repeat(5_000)), JSON.stringify('😀'.repeat(255)), '"<script>"', '"\'; DROP TABLE events; --"'],
  ...['[]', '{}', '[null]', '[[]]', '[1,"a",{}]', '{"__proto__":{"id":"x"},"constructor":1,"en":null}'],
  ...[String.raw`{"a\u0000b":"c","\ud800":"d","toString":"e"}`, `${'['.repeat(3_000)}${']'.repeat(3_000)}`],
  ...['"Fri May 09 17:00:00 UTC 275760"', '"2025-05-09"', '"Sun Foo 99 99:99:99 XXX 2025"'],
] as const;

const events = [...Object.values(oneOfEach(true)), ...Object.values(oneOfEach(false))];

/** An event of FastSpring with one or two of its values replaced. */
const damaged = fc
  .record({
    event: fc.constantFrom(...events),
    wounds: fc.array(fc.record({ at: fc.nat(10_000), value: fc.constantFrom(...hostile) }), {
      minLength: 1,
      maxLength: 3,
    }),
    id: fc.uuid(),
  })
  .map(({ event, wounds, id }) => wounds.reduce(wound, JSON.stringify({ ...Object(event), id })));

/** The text with one of its values replaced; the envelope's id stays. */
function wound(text: string, { at, value }: { readonly at: number; readonly value: string }): string {
  const places = [...text.matchAll(/"(?!id")[^"\\]*":(?="(?:[^"\\]|\\.)*"[,}]|-?[\d.]+[,}]|null|true|false|[[{])/g)];
  const place = places[at % places.length];
  if (place === undefined) return text;
  const start = place.index + place[0].length;
  return text.slice(0, start) + value + text.slice(start + lengthOfValue(text.slice(start)));
}

function lengthOfValue(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') {
      at += 1;
      while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    } else if (text[at] === '[' || text[at] === '{') depth += 1;
    else if (text[at] === ']' || text[at] === '}' || text[at] === ',') {
      if (depth === 0) return at;
      if (text[at] !== ',') depth -= 1;
    }
  }
  return text.length;
}

test('with any JSON in place of a value, every event is kept, none fails, and the others go through', {
  timeout: 240_000,
}, async () => {
  const receiver = await openReceiver();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(damaged, { minLength: 30, maxLength: 60 }), async (texts) => {
      round += 1;
      const witness = '{"id":"EV-witness","type":"order.completed","data":{"id":"O-1","total":1,"currency":"EUR"}}';
      const { status, states, failures } = await receiver.take(
        `round-${round}`,
        `{"events":[${[...texts, witness].join(',')}]}`,
      );
      expect(status).toBe(200);
      expect(failures).toEqual([]);
      expect(states).toHaveLength(texts.length + 1);
      expect(new Set(states)).toEqual(
        new Set([...states].filter((state) => /^(recorded|unreadable|unknown)$/.test(state))),
      );
      expect(states.at(-1)).toBe('recorded');
    }),
    { numRuns: 8, endOnFailure: true },
  );
});
