import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { getsNoteByDefault } from '../../rules/settings/event-types.ts';
import { understoodEventTypes } from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

/** The rows of the README's table of events: the types in the first column, whether the last one says "yes". */
const rows = [...readme.matchAll(/^\| (`[\w.]+`(?:, `[\w.]+`)*) \|.*\| (yes|no) \|$/gm)].flatMap(
  ([, types = '', note]) => [...types.matchAll(/`([^`]+)`/g)].map(([, type = '']) => ({ type, note: note === 'yes' })),
);

test('the README names every event type that is understood, once, and no other', () => {
  expect(rows.map(({ type }) => type).sort()).toEqual([...understoodEventTypes].sort());
});

test.each(rows)('the README says of $type whether it gets a note', ({ type, note }) => {
  expect(getsNoteByDefault(type)).toBe(note);
});
