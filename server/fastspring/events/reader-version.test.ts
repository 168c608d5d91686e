import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { oneOfEach } from '../../../testing/server/fastspring/one-of-each.ts';
import { readEvent, readerVersion } from './index.ts';

/** The hash of each version's reading of one event of each type; a version with a different reading gets a new line. */
const readingsByVersion: Readonly<Record<number, string>> = { 6: 'wEmruEnzYSAVDMij' };

const eventsSchema = z.array(z.object({ type: z.string(), created: z.number(), data: z.unknown() }));

test('a change to the reading of an event raises the version, so that stored events are read again', () => {
  const samples = [oneOfEach(true), oneOfEach(false)].flatMap((events) => Object.values(events));
  const events = eventsSchema.parse(JSON.parse(withoutRandomIds(JSON.stringify(samples))));
  const readings = events.map(({ type, created, data }) =>
    readEvent({ type, live: false, createdAt: created, receivedAt: created, payload: JSON.stringify(data) }),
  );
  const hash = createHash('sha256').update(JSON.stringify(readings, inOneOrder)).digest('base64url').slice(0, 16);
  expect({ [readerVersion]: hash }).toEqual({ [readerVersion]: readingsByVersion[readerVersion] });
});

/** The order in which a reader writes the members of a fact says nothing. */
function inOneOrder(_key: string, value: unknown): unknown {
  const members = value instanceof Object && !Array.isArray(value) ? Object.entries(value) : null;
  return members === null ? value : Object.fromEntries(members.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Replaces the sandbox's ids and references, which differ in each run, by their order of appearance. */
function withoutRandomIds(text: string): string {
  const ids = new Map<string, string>();
  const form = /(?<![\w-])(?:(?:dsp_)?[\w-]{22}|[A-Z\d]{28,30}|[A-Z]{3}\d{6}-\d{4}-\d{5}\w?)(?![\w-]|":)/g;
  return text.replaceAll(form, (id) => {
    const known = ids.get(id) ?? `ID-${ids.size}`;
    ids.set(id, known);
    return known;
  });
}
