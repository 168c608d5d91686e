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
