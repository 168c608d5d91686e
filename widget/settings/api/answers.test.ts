import { expect, test } from 'vitest';
import { refusalOf, secretInEnvironment, unconfirmed } from '../../../server/api/settings/rotation-problems.ts';
import {
  FastspringNotConfigured,
  FastspringRefused,
  FastspringUnauthorized,
} from '../../../server/fastspring/api/errors.ts';
import { readDone } from './answers.ts';

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
  expect(answer).toMatchObject({ ok: false, refusal: { code: expect.not.stringMatching(/^(rejected|unreachable)$/) } });
});
