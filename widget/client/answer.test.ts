import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refusalOf, secretInEnvironment, unconfirmed } from '../../server/api/settings/rotation-problems.ts';
import {
  FastspringNotConfigured,
  FastspringRefused,
  FastspringUnauthorized,
} from '../../server/fastspring/api/errors.ts';
import texts from '../i18n/en.json' with { type: 'json' };
import { readDone } from './answer.ts';

const refusedBecauseOf = (field: string) =>
  refusalOf(new FastspringRefused('POST /webhooks/keys', 400, [{ field, message: '' }]));

test.each([
  refusalOf(new FastspringNotConfigured()),
  refusalOf(new FastspringUnauthorized()),
  refusedBecauseOf('url'),
  refusedBecauseOf('hmacSecret'),
  secretInEnvironment(),
  unconfirmed(),
])('the page has its own words for: $title', ({ status, title, message, members }) => {
  const body = JSON.stringify({ title, detail: message, ...members });
  const answer = readDone({ status, body, etag: null });
  const code = answer.ok ? null : answer.refusal.code;
  expect(Object.keys(texts.page.refusals)).toContain(code);
});

const root = join(import.meta.dirname, '../..');
const { page, paymentLink, panel } = texts;
const onCard = new Set(Object.keys(panel.failure.codes));
const onForms = new Set([...onCard, ...Object.keys(paymentLink.refusals)]);
const onPage = new Set([...onCard, ...Object.keys(page.refusals)]);

/** What the API answers of the lower rooms, and of its own that every screen shares. */
const everywhere = ['platform/http', 'api/people', 'api/as-problem.ts', 'api/cursor.ts', 'api/customers'];
const rooms: Readonly<Record<string, ReadonlySet<string>>> = {
  ...Object.fromEntries([...everywhere, 'api/card', 'api/lead-list'].map((room) => [room, onCard])),
  'api/payment-links': onForms,
  ...Object.fromEntries(
    ['account-data', 'events', 'imports', 'lead-search', 'pause', 'settings'].map((room) => [`api/${room}`, onPage]),
  ),
};
/** The card never asks for these, or they are for the operator. */
const notOnCard = [
  'operator_token_invalid',
  ...['creation_pending', 'customer_without_email', 'customer_not_relevant', 'customer_not_waiting'],
  'snapshots_busy',
];
const ofImports = ['import_under_way', 'import_moved_on'];

/** The codes of the problems in a room, by reading its files: the type of a Problem requires one. */
function codesIn(room: string): readonly string[] {
  const path = join(root, 'server', room);
  const files = room.endsWith('.ts')
    ? [path]
    : readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
  return files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(name, 'utf8'))
    .filter((source) => /import \{[^}]*\b(?:Problem|TryLater)\b[^}]*\} from/.test(source))
    .flatMap((source) => [...source.matchAll(/\bcode: (?:[^',}]+\? '(\w+)' : )?'(\w+)'/g)])
    .flatMap(([, one, other]) => [one, other].filter((code) => code !== undefined && code !== 'custom'))
    .map(String);
}

test.each(Object.keys(rooms))('the screens that meet the problems of server/%s have words for every code', (room) => {
  const codes = codesIn(room);
  expect(codes.length).toBeGreaterThan(0);
  const known = new Set([...(rooms[room] ?? []), ...notOnCard, ...ofImports]);
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
  expect([...notOnCard.slice(1), ...ofImports].filter((code) => !onPage.has(code))).toEqual([]);
});

test('no room of the API has problems that this test does not know', () => {
  const all = codesIn('api');
  expect(all).toContain('settings_changed');
  expect(all.toSorted()).toEqual(
    Object.keys(rooms)
      .filter((room) => room.startsWith('api/'))
      .flatMap(codesIn)
      .toSorted(),
  );
});
