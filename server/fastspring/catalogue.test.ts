import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import en from '../../widget/i18n/en.json' with { type: 'json' };
import { catalogue, documentedEventTypes, understoodEventTypes } from './catalogue.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/events.md'), 'utf8');

/** The rows of the page's table of events: the types in the first column, whether the last one says "yes". */
const rows = [...page.matchAll(/^\| (`[\w.]+`(?:, `[\w.]+`)*) \|.*\| (yes|no) \|$/gm)].flatMap(([, types = '', note]) =>
  [...types.matchAll(/`([^`]+)`/g)].map(([, type = '']) => ({ type, note: note === 'yes' })),
);

test('the page of events names every event type that is understood, once, and no other', () => {
  expect(rows.map(({ type }) => type).sort()).toEqual(understoodEventTypes.toSorted());
});

test.each(rows)('the page of events says of $type whether it gets a note', ({ type, note }) => {
  expect(catalogue.get(type)?.note).toBe(note);
});

test('the settings page has a name for every event type, and for no other', () => {
  const keys = documentedEventTypes.map((type) => type.replaceAll('.', '_'));
  expect(Object.keys(en.page.eventTypes).sort()).toEqual(keys.sort());
});

test('nothing reads the one event type of which no payload is known', () => {
  expect(documentedEventTypes.filter((type) => !understoodEventTypes.includes(type))).toEqual([
    'invoice.reminder.email',
  ]);
});

const named =
  /'(?:order|return|chargeback|subscription|quote|fulfillment|invoice|mailingListEntry|account|payoutEntry)\.[\w.]*\w'/g;

test.each(['server', 'widget'])('%s names no event type that is not in the catalogue', (folder) => {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|long)\.tsx?$/.test(name))
    .flatMap((name) => readFileSync(join(root, folder, name), 'utf8').match(named) ?? []);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !catalogue.has(name.slice(1, -1)))).toEqual([]);
});
