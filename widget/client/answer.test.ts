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

/** The server explains these in the reader's language. */
const saidByTheServer = ['lead_hidden', 'lead_read_only', 'contact_hidden', 'company_hidden', 'writing_paused'];

test('the widget has words for every code of the server', () => {
  const root = join(import.meta.dirname, '../..');
  const sources = readdirSync(join(root, 'server/api'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(root, 'server/api', name), 'utf8'));
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/new Problem\((?:(?!\);).)*?code: '(\w+)'/gs)].map(([, code]) => code),
  );
  expect(codes).toContain('settings_changed');
  const known = new Set([
    ...saidByTheServer,
    ...[texts.page, texts.paymentLink].flatMap((part) => Object.keys(part.refusals)),
  ]);
  expect(codes.filter((code) => code !== undefined && !known.has(code))).toEqual([]);
});
